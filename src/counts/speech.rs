//! The voices of hits that are shown: found in their texts at the very end.

use super::input::language_of;
use super::reading::Speech;
use super::{Field, Input, Located};
use crate::text::Analyzer;
use crate::voice::Listener;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl Input {
    /// Finds whose words each hit is in. Each text is analysed once, however many of its hits are shown.
    pub(crate) fn listen(&self, located: &mut [Located]) {
        // an index without voices still has the texts, and they are read anyway
        let Some(finders) = self.finders_for_shown() else { return };
        let mut by_text: FxHashMap<(usize, Field), Vec<&mut Located>> = FxHashMap::default();
        for hit in located {
            by_text.entry((Arc::as_ptr(&hit.article) as usize, hit.field)).or_default().push(hit);
        }
        let analyzer = Analyzer::new(self.options());
        let mut texts: Vec<Vec<&mut Located>> = by_text.into_values().collect();
        texts.par_iter_mut().for_each_init(
            || Listener::new(finders.clone()),
            |listener, hits| {
                let (article, field) = (hits[0].article.clone(), hits[0].field);
                let text = field.of(&article);
                let analysis = analyzer.analyze(text);
                let language = language_of(&article, self.options());
                let found = listener.listen(text, &analysis, field.voice_field(), language);
                let starts: Vec<u32> = analysis.words().map(|word| word.span.start).collect();
                for hit in hits.iter_mut() {
                    let words = hit.words_before..starts.partition_point(|start| *start < hit.hit.end) as u32;
                    let voice = found.voice_of(words.clone());
                    let said = found.attribution_of(words).filter(|_| !voice.is_own());
                    let bytes = |tokens: &std::ops::Range<u32>| found.bytes(&analysis, tokens.clone());
                    hit.speech = Some(Speech {
                        voice,
                        source: said.and_then(|span| span.source.as_ref().map(bytes)),
                        cue: said.and_then(|span| span.cue.as_ref().map(bytes)),
                    });
                }
            },
        );
    }
}
