//! What a reader must know beside a list of terms.

use super::{Exploration, MANY_TERMS, TermList};
use crate::counts::TermRows;
use crate::framing::{FALSE_DISCOVERY_RATE, UnitKind, Warned, WarningCode};
use crate::measures::permutation::Statistic;
use std::collections::BTreeSet;

pub(super) fn of(found: &Exploration, rows: &TermRows) -> Vec<Warned> {
    let mut out = found.corpus.warnings.clone();
    let mut say = |code, group, detail: String, text: &str| {
        out.push(Warned { code, category: None, group, detail, text: text.to_string() });
    };
    let tested = found.lists.iter().any(|list| list.relabellings.is_ok());
    if found.terms > MANY_TERMS && !found.lists.is_empty() {
        let text = "exploratory: what is picked out of so many terms because it differs most differs less elsewhere; confirm it on other events";
        say(WarningCode::ManyTerms, None, format!("{} terms", found.terms), text);
    }
    let languages: BTreeSet<_> = rows.counts().rows().iter().map(|row| row.language.to_string()).collect();
    if languages.len() > 1 {
        let named: Vec<String> = languages.into_iter().collect();
        let text = "words of different languages are different words; explore one with --where language=TAG";
        say(WarningCode::LanguageMismatch, None, format!("articles in {}", named.join(", ")), text);
    }
    if tested && found.statistic == Statistic::G2 {
        let text = "the fast alternative: where one side's articles repeat words much more than the other's, up to 31 of 100 tests without a difference find one at 0.05";
        say(WarningCode::FastStatistic, None, "G2".to_string(), text);
    }
    if found.bag_of_words_p {
        let text = "it takes every word for an independent draw; on real news it calls 19 to 29 of 100 words different where there is no difference, and after correction 65 to 78 of 100 findings are false";
        say(WarningCode::BagOfWordsP, None, "p_bag_of_words".to_string(), text);
    }
    for list in &found.lists {
        about_list(found, list, &mut say);
    }
    out.sort_by_key(|warned| (warned.code, warned.group));
    out
}

fn about_list(found: &Exploration, list: &TermList, say: &mut impl FnMut(WarningCode, Option<usize>, String, &str)) {
    if let (Ok(relabellings), false) = (list.relabellings, list.is_resolved) {
        let needed = (list.tested as f64 / FALSE_DISCOVERY_RATE).ceil() as u64;
        let detail = format!("{relabellings} relabellings for {} terms", list.tested);
        let text = format!(
            "no false discovery rate is given: it would take {needed} relabellings to mark a term (--permutations auto); the step-down p needs no more than there are"
        );
        say(WarningCode::PermutationResolution, Some(list.target), detail, &text);
    }
    let shown = list.rows.len();
    let few = list.rows.iter().filter(|row| row.few_units_with_hits).count();
    let (limit, units) = match (list.design, found.corpus.unit) {
        (super::Design::Unpaired, UnitKind::Article) => (10, "articles"),
        _ => (5, "events"),
    };
    if few > 0 {
        let detail = format!("{few} of the {shown} terms shown");
        let text = format!(
            "marked a below: a side has them in fewer than {limit} {units}, and what is rare and comes in bursts is measured too confidently"
        );
        say(WarningCode::FewHitArticles, Some(list.target), detail, &text);
    }
    let dominated = list.rows.iter().filter(|row| row.dominated_by.is_some()).count();
    if dominated > 0 {
        let detail = format!("{dominated} of the {shown} terms shown");
        say(
            WarningCode::OneArticleDominates,
            Some(list.target),
            detail,
            "marked d below: one article holds more than 30 % of a side's hits",
        );
    }
    let zero = list.rows.iter().filter(|row| row.zero_adjusted).count();
    if zero > 0 {
        let detail = format!("{zero} of the {shown} terms shown");
        say(
            WarningCode::ZeroAdjusted,
            Some(list.target),
            detail,
            "marked 0 below: a side has none, half a hit stands in for it, and there is no interval",
        );
    }
}
