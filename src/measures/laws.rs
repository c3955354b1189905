//! What must hold for all counts, whatever they are.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

mod agreement;
mod keyness;
mod multiple;
mod vocabulary;

/// Articles as they come, and as they should never come: empty, silent, all hits, and counts near the end of 64 bits.
fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        6 => (1..3_000u64, 0..40u64).prop_map(|(words, hits)| Unit::new(hits.min(words), words)),
        2 => (1..3_000u64).prop_map(|words| Unit::new(0, words)),
        1 => Just(Unit::default()),
        1 => (any::<u64>(), any::<u64>(), 0..64u32, 0..64u32).prop_map(|(x, n, i, j)| Unit::new(x >> i, n >> j)),
    ]
}

/// Articles of a newspaper.
fn article() -> impl Strategy<Value = Unit> {
    (1..3_000u64, 0..40u64).prop_map(|(words, hits)| Unit::new(hits.min(words), words))
}

fn event() -> impl Strategy<Value = EventBlocks> {
    let block = || (0..3u64, unit()).prop_map(|(articles, unit)| block_of(articles, unit));
    (block(), block()).prop_map(|(target, others)| EventBlocks { target, others })
}

fn shared_event() -> impl Strategy<Value = EventBlocks> {
    let block = || (1..3u64, article()).prop_map(|(articles, unit)| block_of(articles, unit));
    (block(), block()).prop_map(|(target, others)| EventBlocks { target, others })
}

fn block_of(articles: u64, unit: Unit) -> Block {
    if articles == 0 { Block::default() } else { Block { articles, hits: unit.hits, words: unit.words } }
}

/// As near as rounding allows.
fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()) + 1e-13
}

fn numbers_of_rate(rate: &RateInterval) -> Vec<Defined<f64>> {
    let intervals = [rate.jackknife_interval_per_1000, rate.deflated_garwood_per_1000, rate.hull_per_1000];
    let figures = [rate.per_1000, rate.linearised_se_per_1000, rate.jackknife_se_ln, rate.pearson_phi, rate.deflation];
    figures.into_iter().chain(intervals.into_iter().flat_map(ends)).collect()
}

fn numbers_of_unpaired(ratio: &LogRatio) -> Vec<Defined<f64>> {
    let [va, vb] = ratio.jackknife_variance_ln;
    [ratio.log2_ratio, va, vb, ratio.se_ln, ratio.df].into_iter().chain(ends(ratio.interval_log2)).collect()
}

fn numbers_of_paired(ratio: &PairedLogRatio) -> Vec<Defined<f64>> {
    let figures = [ratio.log2_ratio, ratio.se_ln, ratio.df.map(|df| df as f64)];
    figures.into_iter().chain(ends(ratio.interval_log2)).collect()
}

fn ends(interval: Defined<Interval>) -> [Defined<f64>; 2] {
    [interval.map(|interval| interval.lower), interval.map(|interval| interval.upper)]
}

fn assert_all_finite(numbers: &[Defined<f64>]) -> Result<(), TestCaseError> {
    prop_assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{numbers:?}");
    Ok(())
}

fn assert_same(before: &[Defined<f64>], after: &[Defined<f64>]) -> Result<(), TestCaseError> {
    prop_assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(after) {
        match (before, after) {
            (Ok(a), Ok(b)) => prop_assert!(is_close(*a, *b), "{} became {}", a, b),
            (before, after) => prop_assert_eq!(before, after),
        }
    }
    Ok(())
}

fn flipped(interval: Defined<Interval>) -> Defined<Interval> {
    interval.map(|Interval { lower, upper }| Interval { lower: -upper, upper: -lower })
}

proptest! {
    #[test]
    fn no_rate_is_ever_nan_or_infinite(units in vec(unit(), 0..40)) {
        assert_all_finite(&numbers_of_rate(&rate_interval(&Sample::new(&units))))?;
    }

    #[test]
    fn no_log_ratio_is_ever_nan_or_infinite(a in vec(unit(), 0..20), b in vec(unit(), 0..20)) {
        assert_all_finite(&numbers_of_unpaired(&log_ratio_unpaired(&Sample::new(&a), &Sample::new(&b))))?;
    }

    #[test]
    fn no_paired_log_ratio_is_ever_nan_or_infinite(events in vec(event(), 0..20)) {
        let ratio = log_ratio_paired(&events);
        assert_all_finite(&numbers_of_paired(&ratio))?;
        prop_assert!(ratio.delete_one_event_ln_ratio.iter().flatten().all(|ratio| ratio.is_finite()));
        prop_assert_eq!(ratio.events_used.len() + ratio.events_dropped.len(), events.len());
    }

    #[test]
    fn the_rate_lies_in_its_intervals(units in vec(article(), 2..40)) {
        let rate = rate_interval(&Sample::new(&units));
        let (r, hull) = (rate.per_1000.unwrap(), rate.hull_per_1000.unwrap());
        prop_assert!(0.0 <= hull.lower && hull.lower <= r && r <= hull.upper, "{r} outside {hull:?}");
        for inner in [rate.jackknife_interval_per_1000, rate.deflated_garwood_per_1000].into_iter().flatten() {
            prop_assert!(hull.lower <= inner.lower && inner.upper <= hull.upper);
        }
    }

    #[test]
    fn the_order_of_articles_does_not_matter(units in vec(unit(), 0..40), by in 0..40usize) {
        let mut turned = units.clone();
        turned.rotate_left(by % units.len().max(1));
        turned.reverse();
        let (before, after) = (rate_interval(&Sample::new(&units)), rate_interval(&Sample::new(&turned)));
        assert_same(&numbers_of_rate(&before), &numbers_of_rate(&after))?;
    }

    #[test]
    fn the_order_of_events_does_not_matter(events in vec(event(), 0..20), by in 0..20usize) {
        let mut turned = events.clone();
        turned.rotate_left(by % events.len().max(1));
        turned.reverse();
        let (before, after) = (log_ratio_paired(&events), log_ratio_paired(&turned));
        assert_same(&numbers_of_paired(&before), &numbers_of_paired(&after))?;
    }

    #[test]
    fn swapping_the_sides_flips_the_sign(a in vec(unit(), 0..20), b in vec(unit(), 0..20)) {
        let (a, b) = (Sample::new(&a), Sample::new(&b));
        let (there, back) = (log_ratio_unpaired(&a, &b), log_ratio_unpaired(&b, &a));
        prop_assert_eq!(there.log2_ratio.ok(), back.log2_ratio.map(|ratio| -ratio).ok());
        prop_assert_eq!(there.interval_log2.ok(), flipped(back.interval_log2).ok());
        prop_assert_eq!(there.zero_adjusted, back.zero_adjusted);
    }

    #[test]
    fn swapping_the_sides_of_events_flips_the_sign(events in vec(event(), 0..20)) {
        let swapped: Vec<EventBlocks> = events.iter().map(|event| event.swapped()).collect();
        let (there, back) = (log_ratio_paired(&events), log_ratio_paired(&swapped));
        prop_assert_eq!(there.log2_ratio.ok(), back.log2_ratio.map(|ratio| -ratio).ok());
        prop_assert_eq!(there.interval_log2.ok(), flipped(back.interval_log2).ok());
    }

    /// Two articles instead of one, or the same article printed twice, is no new evidence about an event.
    #[test]
    fn printing_every_article_twice_changes_no_paired_figure(events in vec(shared_event(), 1..20)) {
        let twice = |block: Block| Block { articles: 2 * block.articles, hits: 2 * block.hits, words: 2 * block.words };
        let doubled: Vec<EventBlocks> =
            events.iter().map(|e| EventBlocks { target: twice(e.target), others: twice(e.others) }).collect();
        let (once, doubled) = (log_ratio_paired(&events), log_ratio_paired(&doubled));
        // The half hit that stands for none does not double.
        prop_assume!(!once.zero_adjusted);
        prop_assert_eq!(numbers_of_paired(&once), numbers_of_paired(&doubled));
    }

    /// The contrast: with the article as the unit, twice the articles look like more evidence than there is.
    #[test]
    fn printing_every_article_twice_narrows_the_unpaired_interval(
        a in vec(article(), 2..20), b in vec(article(), 2..20)
    ) {
        let (aa, bb) = ([a.clone(), a.clone()].concat(), [b.clone(), b.clone()].concat());
        let once = log_ratio_unpaired(&Sample::new(&a), &Sample::new(&b));
        let twice = log_ratio_unpaired(&Sample::new(&aa), &Sample::new(&bb));
        if let (Ok(once), Ok(twice)) = (once.se_ln, twice.se_ln) {
            prop_assert!(twice < once);
        }
    }

    /// Twice as many words with the same hits halve the rate and leave the relative spread alone.
    #[test]
    fn longer_articles_scale_the_rate(units in vec(article(), 2..40)) {
        let longer: Vec<Unit> = units.iter().map(|unit| Unit::new(unit.hits, 2 * unit.words)).collect();
        let (before, after) = (rate_interval(&Sample::new(&units)), rate_interval(&Sample::new(&longer)));
        prop_assert_eq!(before.per_1000, after.per_1000.map(|rate| 2.0 * rate));
        assert_same(&[before.jackknife_se_ln, before.pearson_phi], &[after.jackknife_se_ln, after.pearson_phi])?;
    }
}

#[test]
fn equal_rates_have_exactly_no_spread() {
    let units = [(1, 7), (3, 21), (10, 70), (1000, 7000), (33, 231)].map(|(x, n)| Unit::new(x, n));
    let rate = rate_interval(&Sample::new(&units));
    assert_eq!((rate.linearised_se_per_1000, rate.jackknife_se_ln, rate.pearson_phi), (Ok(0.0), Ok(0.0), Ok(0.0)));
}

#[test]
fn reasons_come_in_their_order() {
    let row = |name: &str, units: &[(u64, u64)], reason: Undefined| {
        let units: Vec<Unit> = units.iter().map(|&(x, n)| Unit::new(x, n)).collect();
        assert_eq!(rate::jackknife_variance_ln(&Sample::new(&units)), Err(reason), "{name}");
    };
    row("no_articles", &[], Undefined::EmptyOutlet);
    row("one_article_without_words", &[(0, 0)], Undefined::EmptyOutlet);
    row("hits_without_words", &[(1, 0), (2, 300)], Undefined::ImpossibleCounts);
    row("more_words_than_64_bits", &[(1, u64::MAX), (2, 300)], Undefined::ImpossibleCounts);
    row("one_silent_article_is_above_all_single", &[(0, 300)], Undefined::SingleArticle);
    row("silence_before_one_article_holds_all", &[(0, 300), (0, 400)], Undefined::ZeroCount);
    row("one_article_holds_all", &[(0, 300), (5, 400)], Undefined::OneArticleHoldsAllHits);
}
