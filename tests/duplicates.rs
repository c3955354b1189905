//! Copies: brute force beside the sketches, any order, any split.

use parallax::Result;
use parallax::corpus::duplicate::{
    Duplicates, Fingerprint, Fingerprints, Link, Shingler, Shingles, Sketch, find_links,
};
use parallax::text::Analyzer;
use proptest::prelude::*;
use rand_pcg::Pcg64Mcg;
use std::sync::Arc;

/// Texts of a few hundred words that share more or less of each other: an article is a stretch of a long story with
/// some words changed.
fn texts(seed: u64, many: usize) -> Vec<(Arc<str>, String)> {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    let stories: Vec<Vec<String>> = (0..many.div_ceil(4))
        .map(|_| (0..500).map(|_| format!("w{}", random.random_range(0..2_000))).collect())
        .collect();
    (0..many)
        .map(|number| {
            let story = &stories[random.random_range(0..stories.len())];
            let from = random.random_range(0..250);
            let length = [60, 120, 240][random.random_range(0..3)];
            let changed = [0, 3, 10, 60][random.random_range(0..4)];
            let mut words = story[from..from + length].to_vec();
            for _ in 0..changed * length / 240 {
                let at = random.random_range(0..length);
                words[at] = format!("x{}", random.random_range(0..2_000));
            }
            (format!("{:03}", (number * 37) % 1_000).into(), words.join(" "))
        })
        .collect()
}

/// Articles that are read again: their ids and shingles.
type Again = Result<Vec<(Arc<str>, Shingles)>>;
/// A group: its articles, and of which each is a copy.
type Part = Vec<(Arc<str>, Option<Arc<str>>)>;

fn shingles_of(texts: &[(Arc<str>, String)]) -> impl Fn(&[Arc<str>]) -> Again + '_ {
    move |ids| {
        let mut shingler = Shingler::new(Analyzer::default());
        let ids: std::collections::HashSet<&Arc<str>> = ids.iter().collect();
        let wanted = texts.iter().filter(|(id, _)| ids.contains(id));
        Ok(wanted.map(|(id, text)| (id.clone(), shingler.shingles(text))).collect())
    }
}

fn print(id: &Arc<str>, text: &str) -> Fingerprint {
    let sketch = Sketch::of(&Shingler::new(Analyzer::default()).shingles(text));
    let hash = parallax::Article::new("any", text).text_hash();
    Fingerprint { article: id.clone(), text: hash, sketch }
}

fn prints(texts: &[(Arc<str>, String)]) -> Fingerprints {
    Fingerprints::new(texts.iter().map(|(id, text)| print(id, text)).collect()).unwrap()
}

fn found(prints: &Fingerprints, texts: &[(Arc<str>, String)]) -> Duplicates {
    Duplicates::of(find_links(prints, &[], |_| true, shingles_of(texts)).unwrap())
}

/// Every pair, held against each other in full.
fn brute_force(texts: &[(Arc<str>, String)]) -> Duplicates {
    brute_force_where(texts, |_, _| true)
}

/// Every pair that the sketches let through.
fn brute_force_of_likely_pairs(texts: &[(Arc<str>, String)]) -> Duplicates {
    let prints = prints(texts);
    let sketches: Vec<&Sketch> = prints.iter().map(|print| &print.sketch).collect();
    brute_force_where(texts, |a, b| sketches[a].may_be_duplicate(sketches[b]))
}

fn brute_force_where(texts: &[(Arc<str>, String)], is_likely: impl Fn(usize, usize) -> bool) -> Duplicates {
    let mut texts = texts.to_vec();
    texts.sort();
    let mut shingler = Shingler::new(Analyzer::default());
    let all: Vec<Shingles> = texts.iter().map(|(_, text)| shingler.shingles(text)).collect();
    let mut links = Vec::new();
    for (a, one) in all.iter().enumerate() {
        for (b, other) in all.iter().enumerate().skip(a + 1) {
            let overlap = one.overlap(other);
            if (overlap.resembles() || overlap.contains()) && is_likely(a, b) {
                let articles = [texts[a].0.clone(), texts[b].0.clone()];
                links.push(Link { articles, texts: [0, 0], shared: overlap.shared, sizes: overlap.sizes });
            }
        }
    }
    Duplicates::of(links)
}

/// Groups, and which articles are copies inside them.
fn parts(found: &Duplicates) -> Vec<Part> {
    let with_copy = |id: &Arc<str>| (id.clone(), found.copy_of(id));
    found.groups().iter().map(|group| group.articles.iter().map(with_copy).collect()).collect()
}

#[test]
fn sketches_find_what_brute_force_finds() {
    let (mut groups, mut members) = (0, 0);
    for seed in 0..20 {
        let texts = texts(seed, 60);
        let expected = brute_force(&texts);
        assert_eq!(parts(&found(&prints(&texts), &texts)), parts(&expected), "seed {seed}");
        groups += expected.groups().len();
        members += expected.groups().iter().map(|group| group.articles.len()).sum::<usize>();
    }
    assert!(groups > 40 && members > 3 * groups / 2, "{groups} groups of {members}: nothing to find");
}

#[test]
fn a_phrase_that_every_article_has_joins_none() {
    // an outlet's footer, and 200 texts of its own in pairs
    let footer = "all rights reserved by the gazette of port elm subscribe to our letter for more of this kind of news";
    let mut random = Pcg64Mcg::new(5);
    let mut texts: Vec<(Arc<str>, String)> = Vec::new();
    for pair in 0..100 {
        let words: Vec<String> = (0..150).map(|_| format!("w{}", random.random_range(0..3_000))).collect();
        for printing in ["a", "b"] {
            texts.push((format!("{pair:03}{printing}").into(), format!("{} {footer}", words.join(" "))));
        }
        texts.last_mut().unwrap().1.push_str(" Monday");
    }
    let found = found(&prints(&texts), &texts);
    assert_eq!(found.groups().len(), 100);
    assert!(found.groups().iter().all(|group| group.articles.len() == 2));
}

/// Three texts of which each is printed so often that all it says is common, among others: some printings are edited from
/// an edited one, some are cut, some go on with words of their own. Under each article stands one of two footers.
fn printings(seed: u64, of_each: usize) -> Vec<(Arc<str>, String)> {
    let mut random = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    let mut words =
        |many: usize| -> Vec<String> { (0..many).map(|_| format!("w{}", random.random_range(0..9_000))).collect() };
    let footers = [words(40), words(40)];
    let mut out: Vec<Vec<String>> = (0..120).map(|_| words(180)).collect();
    let stories: Vec<Vec<String>> = [150, 260, 400].map(&mut words).to_vec();
    let own: Vec<Vec<String>> = (0..50).map(|_| words(90)).collect();
    for story in stories {
        let mut versions = vec![story];
        for _ in 0..of_each {
            let parent = if random.random_bool(0.3) { random.random_range(0..versions.len()) } else { 0 };
            let mut text = versions[parent].clone();
            for _ in 0..random.random_range(0..=text.len() / 30) {
                let at = random.random_range(0..text.len());
                text[at] = format!("x{}", random.random_range(0..9_000));
            }
            match random.random_range(0..8) {
                0 => text.truncate(text.len() * random.random_range(6..10) / 10),
                1 => text.extend_from_slice(&own[random.random_range(0..own.len())]),
                _ => {}
            }
            versions.push(text);
        }
        out.extend(versions);
    }
    let mut places: Vec<usize> = (0..out.len()).collect();
    places.sort_by_cached_key(|_| random.random_range(0..u64::MAX));
    let with_id = |(place, words): (usize, Vec<String>)| {
        let footer = footers[place % 2].join(" ");
        (Arc::from(format!("{place:04}")), format!("{} {footer}", words.join(" ")))
    };
    let mut texts: Vec<(Arc<str>, String)> = places.into_iter().zip(out).map(with_id).collect();
    texts.sort();
    texts
}

/// The links of texts that are added so many at a time.
fn added(texts: &[(Arc<str>, String)], at_a_time: usize) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (part, new) in texts.chunks(at_a_time).enumerate() {
        let here = &texts[..part * at_a_time + new.len()];
        let is_new = |place: usize| place >= part * at_a_time;
        let found = find_links(&prints(here), &links, is_new, shingles_of(texts)).unwrap();
        links.extend(found);
    }
    links
}

/// The same groups; where they are not, which pairs are apart.
fn assert_same(found: &Duplicates, expected: &Duplicates, how: &str) {
    let name = |id: &Arc<str>| found.group_of(id).map(|group| group.name().clone());
    let is_apart =
        |link: &&Link| name(&link.articles[0]).is_none() || name(&link.articles[0]) != name(&link.articles[1]);
    let apart: Vec<&Link> = expected.links().iter().filter(is_apart).collect();
    assert!(apart.is_empty(), "{how}: {} pairs are apart, {:?}", apart.len(), &apart[..apart.len().min(3)]);
    assert!(parts(found) == parts(expected), "{how}: other pairs are together");
}

#[test]
fn a_text_of_many_printings_is_one_group_however_they_come() {
    for (seed, of_each) in [(1, 100), (2, 200), (3, 300)] {
        let texts = printings(seed, of_each);
        let expected = brute_force_of_likely_pairs(&texts);
        let large = expected.groups().iter().filter(|group| group.articles.len() > of_each / 2);
        assert_eq!(large.count(), 3, "seed {seed}");
        let (of_likely, of_all) = (expected.groups().len(), brute_force(&texts).groups().len());
        assert!(of_likely.abs_diff(of_all) <= 1, "seed {seed}: {of_likely} groups of likely pairs, {of_all} of all");
        let all = prints(&texts);
        assert_same(&found(&all, &texts), &expected, &format!("seed {seed}: at once"));
        let many = texts.len().div_ceil(24);
        assert_same(&Duplicates::of(added(&texts, many)), &expected, &format!("seed {seed}: in 24 parts"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the order, and whichever way the articles are split into shards that are merged.
    #[test]
    fn any_order_and_any_split_give_the_same_groups(
        seed in 0_u64..1_000, order in Just((0..48_usize).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0_usize..48, 0..6),
    ) {
        let texts = texts(seed, 48);
        let expected = parts(&found(&prints(&texts), &texts));
        let shuffled: Vec<(Arc<str>, String)> = order.iter().map(|&place| texts[place].clone()).collect();
        let mut cuts = cuts;
        cuts.extend([0, 48]);
        cuts.sort_unstable();
        let mut merged = Fingerprints::default();
        for shard in cuts.windows(2) {
            // an article that two shards hold is one
            merged.merge(prints(&shuffled[shard[0]..(shard[1] + 1).min(48)])).unwrap();
        }
        prop_assert_eq!(merged.len(), 48);
        prop_assert_eq!(parts(&found(&merged, &shuffled)), expected);
    }

    /// Added in two parts: the second is only held against the first, and what was found before is kept.
    #[test]
    fn adding_articles_comes_to_the_same(seed in 0_u64..1_000, before in 1_usize..47) {
        let texts = texts(seed, 48);
        let all = prints(&texts);
        let old = prints(&texts[..before]);
        let is_old = |place: usize| old.iter().any(|print| print == all.iter().nth(place).unwrap());
        let mut links = find_links(&old, &[], |_| true, shingles_of(&texts)).unwrap();
        links.extend(find_links(&all, &links, |place| !is_old(place), shingles_of(&texts)).unwrap());
        prop_assert_eq!(parts(&Duplicates::of(links)), parts(&found(&all, &texts)));
    }
}

// ------------------------------------------------------------------ measured

/// Real articles, where they are present, and planted copies of them: words changed, sentences put in, and texts set into
/// longer ones.
fn real_texts() -> Option<Vec<(Arc<str>, String)>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");
    let folder = std::env::var("PARALLAX_DATA").unwrap_or_else(|_| beside.to_string());
    let data = std::path::Path::new(&folder).join("us_news_events.jsonl.gz");
    if !data.is_file() {
        println!("absent: {}; recall is not measured", data.display());
        return None;
    }
    let source = parallax::Source::builder().input(&data).open().unwrap();
    let mut texts: Vec<(Arc<str>, String)> = source
        .articles()
        .filter_map(|article| article.ok())
        .map(|article| (Arc::from(article.id()), article.text().to_string()))
        .collect();
    texts.sort();
    let mut random = Pcg64Mcg::new(77);
    let real = texts.len();
    for number in 0..5_000_usize.saturating_sub(real) {
        let (id, text) = texts[random.random_range(0..real)].clone();
        let mut words: Vec<String> = text.split(' ').map(String::from).collect();
        if number % 2 == 0 {
            // reworded here and there: a resemblance from about 0.6 to 1
            let edits = (words.len() as f64 * random.random_range(0.0..0.06)) as usize;
            for edit in 0..edits {
                let at = random.random_range(0..words.len());
                words[at] = format!("edit{edit}");
            }
        } else {
            // set into another article, after a few edits: a containment from about 0.7 to 1
            for edit in 0..(words.len() as f64 * random.random_range(0.0..0.05)) as usize {
                let at = random.random_range(0..words.len());
                words[at] = format!("edit{edit}");
            }
            let (_, other) = &texts[random.random_range(0..real)];
            let more = (words.len() as f64 * random.random_range(0.2..2.0)) as usize;
            let around: Vec<String> = other.split(' ').take(more).map(String::from).collect();
            let half = around.len() / 2;
            words = [&around[..half], &words[..], &around[half..]].concat();
        }
        texts.push((format!("{id}+{number:04}").into(), words.join(" ")));
    }
    Some(texts)
}

/// Candidates by the sketches against every pair of 5,000 real and planted articles.
#[test]
fn recall_on_real_articles() {
    let Some(mut texts) = real_texts() else { return };
    texts.sort();
    let mut shingler = Shingler::new(Analyzer::default());
    let all: Vec<Shingles> = texts.iter().map(|(_, text)| shingler.shingles(text)).collect();
    // every pair that shares a shingle, by an inverted list of all shingles
    let mut places: Vec<(u64, u32)> =
        (0..).zip(&all).flat_map(|(place, s)| s.numbers().iter().map(move |n| (*n, place))).collect();
    places.sort_unstable();
    // phrases of many articles make no pair alone: what a pair shares is counted without them first, then in full
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for list in places.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() <= 50) {
        for (at, (_, a)) in list.iter().enumerate() {
            pairs.extend(list[at + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    let mut shared: Vec<((u32, u32), u32)> = Vec::new();
    for same in pairs.chunk_by(|a, b| a == b) {
        let (a, b) = (&all[same[0].0 as usize], &all[same[0].1 as usize]);
        if 2 * same.len() > a.len().min(b.len()) {
            shared.push((same[0], a.overlap(b).shared));
        }
    }
    let prints = prints(&texts);
    let sketches: Vec<&Sketch> = prints.iter().map(|print| &print.sketch).collect();
    let is_found = |a: usize, b: usize| {
        let common = sketches[a].keys().iter().any(|key| sketches[b].keys().binary_search(key).is_ok());
        common && sketches[a].may_be_duplicate(sketches[b])
    };
    let (mut near, mut within, mut candidates) = ([0_u32; 2], [0_u32; 2], 0_u32);
    for &((a, b), shared) in &shared {
        let (a, b) = (a as usize, b as usize);
        let overlap =
            parallax::corpus::duplicate::Overlap { shared, sizes: [all[a].len() as u32, all[b].len() as u32] };
        let found = u32::from(is_found(a, b));
        candidates += found;
        if overlap.resembles() {
            near[0] += 1;
            near[1] += found;
        } else if overlap.contains() {
            within[0] += 1;
            within[1] += found;
        }
    }
    let recall = |[pairs, found]: [u32; 2]| f64::from(found) / f64::from(pairs);
    println!(
        "{} articles: resemblance from 0.8: {} of {} pairs found ({:.5}); containment from 0.8: {} of {} ({:.5}); {candidates} candidates",
        texts.len(),
        near[1],
        near[0],
        recall(near),
        within[1],
        within[0],
        recall(within)
    );
    assert!(near[0] > 500 && within[0] > 500, "{near:?} {within:?}: too few to measure by");
    assert!(recall(near) >= 0.999 && recall(within) >= 0.95);
    // and the whole way, long lists of common phrases included: the groups are those of all pairs
    let links = find_links(&prints, &[], |_| true, shingles_of(&texts)).unwrap();
    let found = Duplicates::of(links);
    let (mut joined, mut pairs) = (0_u32, 0_u32);
    for &((a, b), shared) in &shared {
        let overlap = parallax::corpus::duplicate::Overlap {
            shared,
            sizes: [a, b].map(|place| all[place as usize].len() as u32),
        };
        if overlap.resembles() || overlap.contains() {
            let group = |place: u32| found.group_of(&texts[place as usize].0).map(|group| group.name().clone());
            pairs += 1;
            joined += u32::from(group(a).is_some() && group(a) == group(b));
        }
    }
    println!("{joined} of {pairs} pairs are in one group");
    assert!(f64::from(joined) >= 0.99 * f64::from(pairs));
}

#[cfg(feature = "index")]
mod index {
    use super::*;
    use parallax::index::{ArticleIndex, WriterOptions};
    use parallax::{Article, Input, Source};

    fn article((id, text): &(Arc<str>, String)) -> Article {
        Article::new(format!("outlet {}", id.len() + text.len() % 3), text.clone()).with_id(&**id)
    }

    fn kept(index: &ArticleIndex) -> Vec<Part> {
        parts(&index.snapshot().unwrap().duplicates().unwrap())
    }

    /// As if it had never been asked.
    fn found_anew(index: &ArticleIndex) -> Vec<Part> {
        let file = index.path().join("duplicates.json");
        let text = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let found = kept(index);
        std::fs::write(&file, text).unwrap();
        found
    }

    #[test]
    fn what_is_kept_is_what_is_found_anew_whatever_was_added_changed_or_deleted() {
        for seed in 0..6 {
            let mut texts = texts(seed, 90);
            let place = tempfile::tempdir().unwrap();
            let index = ArticleIndex::create(place.path(), Default::default()).unwrap();
            let mut writer = index.writer(WriterOptions::default().threads(1)).unwrap();
            // many at first, then few at a time, so that these are looked up
            for part in [0..60, 60..65, 65..70, 70..75, 75..80, 80..85, 85..90] {
                texts[part].iter().for_each(|text| writer.add(&article(text)).unwrap());
                writer.commit().unwrap();
                assert_eq!(kept(&index), found_anew(&index));
            }
            assert_eq!(kept(&index), parts(&brute_force(&texts)), "seed {seed}");
            // the article in the middle of a group goes, and another text takes an id
            let group = kept(&index).into_iter().max_by_key(Vec::len).unwrap();
            let gone = group[group.len() / 2].0.clone();
            writer.delete(&gone).unwrap();
            let changed = group[0].0.clone();
            writer
                .add(&Article::new("any", "a text of its own that is like no other one there").with_id(&*changed))
                .unwrap();
            writer.commit().unwrap();
            texts.retain(|(id, _)| *id != gone && *id != changed);
            assert_eq!(kept(&index), found_anew(&index));
            assert_eq!(kept(&index), parts(&brute_force(&texts)), "seed {seed}");
            writer.close().unwrap();
            let mut writer = index.writer(WriterOptions::default().threads(1)).unwrap();
            writer.merge().unwrap();
            assert_eq!(kept(&index), parts(&brute_force(&texts)), "seed {seed}");
        }
    }

    #[test]
    fn many_printings_are_one_group_in_an_index_of_many_commits() {
        let mut texts = printings(4, 100);
        // in no order of their ids
        texts.sort_by_key(|(_, text)| text.len() % 17);
        let place = tempfile::tempdir().unwrap();
        let index = ArticleIndex::create(place.path(), Default::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default().threads(1)).unwrap();
        for part in texts.chunks(texts.len().div_ceil(24)) {
            part.iter().for_each(|text| writer.add(&article(text)).unwrap());
            writer.commit().unwrap();
        }
        let expected = parts(&brute_force_of_likely_pairs(&texts));
        assert_eq!(kept(&index), expected);
        assert_eq!(found_anew(&index), expected);
    }

    #[test]
    fn a_file_and_its_index_have_the_same_copies() {
        let texts = texts(3, 80);
        let lines: String = texts.iter().map(|text| serde_json::to_string(&article(text)).unwrap() + "\n").collect();
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("made.jsonl");
        std::fs::write(&file, lines).unwrap();
        let index = ArticleIndex::create(place.path().join("index"), Default::default()).unwrap();
        let mut writer = index.writer(WriterOptions::default()).unwrap();
        writer.add_all(&Source::builder().input(&file).open().unwrap(), |_| ()).unwrap();
        writer.commit().unwrap();
        let of = |path: &std::path::Path| parts(&Input::open(path).unwrap().duplicates().unwrap());
        assert_eq!(of(&file), of(index.path()));
        assert_eq!(of(&file), parts(&brute_force(&texts)));
        // a file of what was found that is not what was written is found anew
        let kept = index.path().join("duplicates.json");
        for harm in [&b"{"[..], b"", b"0\n{}"] {
            std::fs::write(&kept, harm).unwrap();
            assert_eq!(of(&file), of(index.path()));
        }
        assert_eq!(index.check().unwrap(), []);
    }
}
