//! How a comparison was computed, in a paragraph to quote, and the works it rests on.

use super::cite::{Work, bibtex, reference};
use super::compare::grouped;
use super::{Block, Table};
use crate::framing::{Comparison, Design, FALSE_DISCOVERY_RATE, UnitKind};

/// The sections "How it was computed" and "How to cite".
pub(super) fn blocks(comparison: &Comparison) -> Vec<Block> {
    let works = works(comparison);
    let table = works.iter().fold(Table::new("works", "").key("key", "key").words("work", "work"), |table, work| {
        table.row([work.key.into(), reference(work).into()])
    });
    let cite = format!(
        "parallax {}: the report's title, the corpus with its hash, and the lexicons with their versions and hashes stand under “How this was made”; give them with any figure.",
        env!("CARGO_PKG_VERSION")
    );
    vec![
        Block::heading(2, "How it was computed"),
        Block::paragraph(paragraph(comparison)),
        Block::paragraph(
            "These figures compare word choices. They do not tell who is right, what an outlet intends, or why it chose a word; a difference may be one of what was reported, of time, or of one long article, and the warnings beside the figures say where that is likely. Whose words a hit is in is told by rules that err.",
        ),
        Block::heading(2, "How to cite"),
        Block::paragraph(cite),
        Block::Folded { title: "Works this report rests on".to_owned(), blocks: vec![table.into()] },
        Block::Folded { title: "BibTeX".to_owned(), blocks: vec![Block::Verbatim { text: bibtex(&works) }] },
    ]
}

/// The methods that were used, in sentences that a paper can take.
pub(super) fn paragraph(comparison: &Comparison) -> String {
    let units = comparison.unit.plural();
    let mut text = format!(
        "Hits of lexicon entries were counted as whole words, the longest match first, and are given per 1,000 words, stop words included, of all articles of a group together. Intervals at 95 % take {units} as the sample, because words recur inside an article (Church and Gale 1995): for a rate the hull of a delete-one jackknife on the log scale (Efron 1982) and Garwood's exact interval (1936) deflated by the variance between {units} (Rao and Scott 1992). No interval is shown for fewer than ten {units}."
    );
    if let Some(design) = comparison.design {
        text += &format!(
            " Each group was compared with all others together{} by the ratio of the two rates, the Log Ratio (Hardie 2014), with a delete-one jackknife.",
            match design {
                Design::Paired => ", on the events that both cover,",
                Design::Unpaired => "",
            }
        );
    }
    let tested = comparison.categories.iter().any(|c| c.verdict.p.is_ok());
    if tested {
        text += &format!(
            " Differences were tested by permuting {} up to {} times (seed {}) with a studentised difference of log rates; p-values count the observed labelling (Phipson and Smyth 2010). Categories were selected at a false discovery rate of {FALSE_DISCOVERY_RATE} (Benjamini and Hochberg 1995), groups inside them at the level that selection leaves (Benjamini and Bogomolov 2014) by the maximum of their statistics (Westfall and Young 1993).",
            match (comparison.design, comparison.unit) {
                (Some(Design::Paired), _) => "the labels of whole blocks of articles inside events",
                (_, UnitKind::Event | UnitKind::Wire) => "the labels of whole blocks of articles",
                (_, UnitKind::Article) => "the labels of articles",
            },
            grouped(comparison.shown.test.permutations as u64),
            comparison.shown.test.seed,
        );
    }
    if comparison.header.voices.is_some() {
        text += " Whose words a hit is in was told by rules over cue words: attribution, negation, hedging and scare quotes, each on its own axis (after Saurí and Pustejovsky 2009); shares of hits have a jackknife on the logit.";
    }
    text
}

fn works(comparison: &Comparison) -> Vec<&'static Work> {
    let mut keys = vec!["parallax", "church1995poisson", "efron1982jackknife", "garwood1936fiducial", "rao1992simple"];
    if comparison.design.is_some() {
        keys.push("hardie2014log");
    }
    if comparison.categories.iter().any(|c| c.verdict.p.is_ok()) {
        keys.extend([
            "phipson2010permutation",
            "benjamini1995controlling",
            "benjamini2014selective",
            "westfall1993resampling",
        ]);
    }
    if comparison.header.voices.is_some() {
        keys.push("sauri2009factbank");
    }
    keys.into_iter().filter_map(Work::named).collect()
}
