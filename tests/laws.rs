use parallax::counts::{ArticleCounts, Cell, CountPlan, Counts, Field, Input};
use parallax::text::Language;
use parallax::voice::{HitVoice, OwnWords};
use parallax::{Lexicon, Result};
use proptest::prelude::*;
use std::sync::Arc;

fn plan() -> CountPlan {
    CountPlan::new(vec![Lexicon::from_patterns("x", ["coup*", "riot", "no coup"]).unwrap()])
}

fn empty() -> Counts {
    let input = Input::builder().reader("nothing", &b""[..]).open().unwrap();
    input.count(&plan()).unwrap().counts
}

/// Rows that are a function of their id, as articles are.
fn row(id: u8) -> ArticleCounts {
    let name = |n: u8| -> Arc<str> { format!("o{}", n % 3).into() };
    let cells = if id.is_multiple_of(2) {
        vec![]
    } else {
        let cell = |voice: u8, occurrences: u32| {
            let voice = HitVoice::try_from(voice).unwrap();
            Cell { category: 0, entry: 0, field: Field::Text, voice, occurrences }
        };
        vec![cell(id % 2, id.into()), cell(id % 3 * 8 + 2, 1)]
    };
    ArticleCounts {
        id: format!("a{id:03}").into(),
        content: u64::from(id) * 7,
        text: u64::from(id / 2),
        outlet: name(id),
        group: Some(name(id)),
        event: (!id.is_multiple_of(5)).then(|| name(id / 3)),
        wire: None,
        date: None,
        language: Language::ENGLISH,
        words: 100 + u32::from(id),
        own_words: (!id.is_multiple_of(7)).then(|| OwnWords { own: id.into(), endorsed: 3 }),
        cells: cells.into(),
    }
}

fn counts(ids: &[u8]) -> Counts {
    let header = Arc::new(empty().header().clone());
    Counts::from_rows(header, ids.iter().map(|id| row(*id)).collect()).unwrap()
}

fn merged(a: &Counts, b: &Counts) -> Counts {
    let mut out = a.clone();
    out.merge(b.clone()).unwrap();
    out
}

fn ids() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..40)
}

proptest! {
    #[test]
    fn merge_is_a_set_union(a in ids(), b in ids(), c in ids()) {
        let (a, b, c) = (counts(&a), counts(&b), counts(&c));
        prop_assert_eq!(&merged(&a, &empty()), &a);
        prop_assert_eq!(&merged(&empty(), &a), &a);
        prop_assert_eq!(&merged(&a, &a), &a);
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
    }

    #[test]
    fn any_split_of_a_corpus_counts_the_same(texts in prop::collection::vec("(coup|riot|no|coups|calm|\\.){0,9}( (coup|riot|no|calm|said|\"|officials|may)){0,9}", 1..12), cut in any::<prop::sample::Index>()) {
        let line = |(i, text): (usize, &String)| format!("{{\"id\":\"{i}\",\"outlet\":\"o{}\",\"text\":\"t {text}\"}}\n", i % 2);
        let lines: Vec<String> = texts.iter().enumerate().map(line).collect();
        let count = |lines: &[String]| -> Result<Counts> {
            let input = Input::builder().reader("lines", std::io::Cursor::new(lines.concat())).open()?;
            Ok(input.count(&plan().voices(true))?.counts)
        };
        let cut = cut.index(lines.len());
        let (left, right) = lines.split_at(cut);
        prop_assert_eq!(merged(&count(left).unwrap(), &count(right).unwrap()), count(&lines).unwrap());
    }
}

/// A choice among voices may be made before or after merging: every sum is a view of the rows.
#[test]
fn voices_are_chosen_before_or_after_merging() {
    use parallax::counts::VoiceFilter;
    use parallax::voice::VoiceChoice;
    let (a, b) = (counts(&[1, 2, 3, 9, 14]), counts(&[3, 4, 7, 11]));
    let all = merged(&a, &b);
    for choice in [VoiceChoice::All, VoiceChoice::Own].into_iter().chain(VoiceChoice::COLUMNS) {
        let voice = VoiceFilter { choice, endorsed_own: false };
        assert_eq!(merged(&a.in_voice(voice), &b.in_voice(voice)), all.in_voice(voice), "{choice:?}");
        let hits: u64 = all.rows().iter().filter(|row| row.own_words.is_some()).map(|row| row.hits_in(0, voice)).sum();
        if choice != VoiceChoice::All && choice != VoiceChoice::Quoted {
            assert_eq!(all.in_voice(voice).hits(0), hits, "{choice:?}");
        }
    }
}

#[test]
fn an_article_with_two_contents_is_named() {
    let mut other = row(9);
    other.words += 1;
    let header = Arc::new(empty().header().clone());
    let mut ours = counts(&[8, 9]);
    let before = ours.clone();
    let error = ours.merge(Counts::from_rows(header, vec![other]).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the article `a009` comes twice with different content; give each article an id of its own"
    );
    assert_eq!(ours, before, "a refused merge changes nothing");
}

#[test]
fn counts_of_another_plan_do_not_merge() {
    let other = CountPlan::new(vec![Lexicon::from_patterns("x", ["riot"]).unwrap()]);
    let input = Input::builder().reader("nothing", &b""[..]).open().unwrap();
    let error = empty().merge(input.count(&other).unwrap().counts).unwrap_err();
    let [ours, theirs] =
        [plan(), other].map(|plan| input.count(&plan).unwrap().counts.header().lexicons[0].hash.clone());
    assert_eq!(
        error.to_string(),
        format!(
            "the counts were made with other lexicons or options (the lexicon `x` has the hash {ours} here and {theirs} there); count both with the same"
        )
    );
}
