use super::*;
use crate::text::AnalyzerOptions;

fn hits(lexicon: &Lexicon, text: &str) -> Vec<(String, String, u32)> {
    let matcher = Matcher::new(std::slice::from_ref(lexicon), AnalyzerOptions::default()).unwrap();
    matcher
        .scanner()
        .matches(text)
        .into_iter()
        .map(|m| {
            (
                matcher.categories()[m.category as usize].id.clone(),
                matcher.entries()[m.entry as usize].pattern.clone(),
                m.position,
            )
        })
        .collect()
}

fn patterns(patterns: &[&str], text: &str) -> Vec<(String, u32)> {
    let lexicon = Lexicon::from_patterns("x", patterns.iter().copied()).unwrap();
    hits(&lexicon, text).into_iter().map(|(_, pattern, position)| (pattern, position)).collect()
}

#[test]
fn overlap_rules() {
    let found = |p: &[&str], t: &str| patterns(p, t).into_iter().map(|(p, _)| p).collect::<Vec<_>>();
    let rows: &[(&str, &[&str], &str, &[&str])] = &[
        ("longest_wins", &["coup", "coup attempt"], "a coup attempt", &["coup attempt"]),
        ("leftmost_wins", &["a b", "b c d"], "a b c d", &["a b"]),
        ("first_in_file_wins_at_equal_length", &["riot*", "riots"], "riots", &["riot*"]),
        ("an_entry_counts_once_where_two_alternatives_match", &["{coup*|coups}"], "coups", &["{coup*|coups}"]),
        (
            "a_phrase_crosses_quotation_marks",
            &["peaceful protesters"],
            "\"peaceful\" protesters",
            &["peaceful protesters"],
        ),
        ("a_phrase_does_not_cross_a_comma", &["peaceful protesters"], "peaceful, protesters", &[]),
        ("a_phrase_does_not_cross_a_sentence", &["peaceful protesters"], "Peaceful. Protesters", &[]),
        ("a_phrase_does_not_cross_a_paragraph", &["peaceful protesters"], "peaceful\nprotesters", &[]),
        ("wildcard_inside_a_phrase", &["colour revolution*"], "Colour revolutions", &["colour revolution*"]),
        ("joint", &["so_called"], "so-called so called socalled", &["so_called", "so_called", "so_called"]),
        ("possessive", &["tokayev"], "Tokayev’s", &["tokayev"]),
    ];
    for (name, entries, text, expected) in rows {
        assert_eq!(found(entries, text), *expected, "{name}");
    }
}

#[test]
fn exceptions_hide_what_lies_wholly_inside() {
    let lexicon = Lexicon::parse(
        "[lexicon]\nid = \"c\"\nexceptions = [\"publicity coup\"]\n[[entry]]\npattern = \"coup\"\n[[entry]]\npattern = \"coup attempt\"\n",
        "c.toml",
    )
    .unwrap();
    let found = |text| hits(&lexicon, text).into_iter().map(|(_, p, _)| p).collect::<Vec<_>>();
    assert_eq!(found("a publicity coup and a coup"), ["coup"]);
    assert_eq!(found("a publicity coup attempt"), ["coup attempt"], "a longer match is not wholly inside");
}

#[test]
fn categories_overlap_and_nest() {
    let lexicon = Lexicon::parse(
        r#"
        [lexicon]
        id = "order"
        [[category]]
        id = "order"
        [[category]]
        id = "order/repression"
        [[category]]
        id = "order/police"
        [[entry]]
        pattern = "riot police"
        category = "order/police"
        [[entry]]
        pattern = "police violence"
        category = "order/repression"
        [[entry]]
        pattern = "violence"
        category = "order/repression"
        "#,
        "order.toml",
    )
    .unwrap();
    let found = hits(&lexicon, "riot police violence");
    let of =
        |category: &str| found.iter().filter(|(c, _, _)| c == category).map(|(_, p, _)| p.as_str()).collect::<Vec<_>>();
    assert_eq!(of("order/police"), ["riot police"]);
    assert_eq!(of("order/repression"), ["police violence"]);
    assert_eq!(of("order"), ["riot police", "violence"], "overlaps are resolved in each category by itself");
}

#[test]
fn case_and_stems() {
    let lexicon = Lexicon::parse(
        "[lexicon]\nid = \"c\"\n[[entry]]\npattern = \"US\"\ncase = \"exact\"\n[[entry]]\npattern = \"protest\"\nstem = true\n",
        "c.toml",
    )
    .unwrap();
    let found = hits(&lexicon, "US and U.S. troops told us of protesting and protests").len();
    assert_eq!(found, 4);
}

#[test]
fn messages_point() {
    let rows = [
        (
            "undeclared",
            "[lexicon]\nid = \"a\"\n[[category]]\nid = \"sanctity\"\n[[entry]]\npattern = \"x\"\ncategory = \"sanctiy\"\n",
            "f.toml:7:12: category `sanctiy` is not declared; did you mean `sanctity`?",
        ),
        (
            "brace",
            "[lexicon]\nid = \"a\"\n[[entry]]\npattern = \"a {b\"\n",
            "f.toml:4:14: pattern `a {b`: the brace is never closed; close it with `}`",
        ),
        (
            "no_entries",
            "[lexicon]\nid = \"a\"\n",
            "f.toml:1:1: the lexicon has no entries; add `[[entry]]` with `pattern = \"...\"`",
        ),
        (
            "valence",
            "[lexicon]\nid = \"a\"\n[[entry]]\npattern = \"a\"\nvalence = 7\n",
            "f.toml:5:11: valence 7 is out of range; write a number from -2 to 2",
        ),
        (
            "greek",
            "[lexicon]\nid = \"a\"\nlanguage = \"el\"\n[[entry]]\npattern = \"α\"\nstem = true\n",
            "f.toml:6:8: the Greek stemmer fails on some words; use wildcards (`*`) instead",
        ),
    ];
    for (name, text, message) in rows {
        assert_eq!(Lexicon::parse(text, "f.toml").unwrap_err().to_string(), message, "{name}");
    }
    let unknown =
        Lexicon::parse("[lexicon]\nid = \"a\"\n[[entry]]\npatern = \"a\"\n", "f.toml").unwrap_err().to_string();
    assert!(unknown.starts_with("f.toml:4:1: unknown field `patern`"), "{unknown}");
}

#[test]
fn shipped_lexicons_do_what_they_say() {
    for group in ["contested_events", "policy_frames", "contrast_sets"] {
        for lexicon in shipped(group).unwrap() {
            for sentence in lexicon.should_match() {
                assert!(!hits(&lexicon, sentence).is_empty(), "{}: should match: {sentence}", lexicon.id());
            }
            for sentence in lexicon.should_not_match() {
                assert!(hits(&lexicon, sentence).is_empty(), "{}: should not match: {sentence}", lexicon.id());
            }
        }
    }
}

#[test]
fn the_same_category_in_two_lexicons_is_an_error() {
    let lexicon = || Lexicon::from_patterns("coup", ["coup"]).unwrap();
    assert!(Matcher::new(&[lexicon(), lexicon()], AnalyzerOptions::default()).is_err());
}

#[test]
fn all_overlaps_can_be_asked_for() {
    let lexicon = Lexicon::from_patterns("x", ["coup", "coup attempt"]).unwrap();
    let matcher = Matcher::with_overlaps(&[lexicon], AnalyzerOptions::default(), Overlaps::All).unwrap();
    assert_eq!(matcher.scanner().matches("a coup attempt").len(), 2);
}

/// Entries, a text, and which of them count in it, the leftmost first and the longest first.
type Overlapping<'r> = (&'r [&'r str], &'r str, &'r [&'r str], &'r [&'r str]);

#[test]
fn the_longest_of_a_text_can_come_first() {
    let rows: &[Overlapping<'_>] = &[
        (&["a b", "b c d"], "a b c d", &["a b"], &["b c d"]),
        (&["a b", "b c", "c d"], "a b c d", &["a b", "c d"], &["a b", "c d"]),
        (&["coup", "coup attempt"], "coup, coup attempt", &["coup", "coup attempt"], &["coup", "coup attempt"]),
    ];
    for (entries, text, leftmost, longest) in rows {
        let lexicon = Lexicon::from_patterns("x", entries.iter().copied()).unwrap();
        let found = |overlaps| {
            let matcher =
                Matcher::with_overlaps(std::slice::from_ref(&lexicon), AnalyzerOptions::default(), overlaps).unwrap();
            let pattern = |m: crate::lexicon::Match| matcher.entries()[m.entry as usize].pattern.clone();
            matcher.scanner().matches(text).into_iter().map(pattern).collect::<Vec<_>>()
        };
        assert_eq!(found(Overlaps::Longest), *leftmost, "{text}");
        assert_eq!(found(Overlaps::LongestFirst), *longest, "{text}");
    }
}
