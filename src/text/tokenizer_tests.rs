use super::*;
use proptest::prelude::*;

fn forms(text: &str, options: AnalyzerOptions) -> Vec<String> {
    let analyzer = Analyzer::new(options);
    analyzer.analyze(text).words().map(|w| analyzer.lookup_form(w.span.of(text))).collect()
}

/// Words of a text with `|` at each border and `||`, `|||` at the ends of sentences and paragraphs.
fn bordered(text: &str) -> String {
    let analysis = Analyzer::default().analyze(text);
    let mut out = String::new();
    for word in analysis.words() {
        out.push_str(match word.border {
            Border::None => " ",
            Border::Mark => " | ",
            Border::Sentence => " || ",
            Border::Paragraph => " ||| ",
        });
        out.push_str(word.span.of(text));
    }
    out.trim().to_string()
}

fn sentences(text: &str) -> Vec<&str> {
    let analysis = Analyzer::default().analyze(text);
    analysis
        .sentences()
        .map(|s| &text[analysis.tokens()[s.start].span.start as usize..analysis.tokens()[s.end - 1].span.end as usize])
        .collect()
}

#[test]
fn words_of_the_rules() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "inner_apostrophe_and_hyphen",
            "didn't anti-government so-called",
            &["didn't", "anti-government", "so-called"],
        ),
        ("inner_stop_and_comma_between_digits", "3.5 1,000 2.5m", &["3.5", "1,000", "2.5m"]),
        ("comma_after_a_digit_is_a_mark", "in 2012, 40 men", &["in", "2012", "40", "men"]),
        (
            "single_letters_with_stops",
            "the U.S. at 5 a.m. and U.S.-backed",
            &["the", "us", "at", "5", "am", "and", "us-backed"],
        ),
        ("single_letters_without_the_last_stop", "U.S forces", &["us", "forces"]),
        ("possessive_of_an_abbreviation", "the U.S.'s plan", &["the", "us", "plan"]),
        ("abbreviation_keeps_its_stop", "Jan. 5, St. Petersburg", &["jan", "5", "st", "petersburg"]),
        ("initial", "John F. Kennedy", &["john", "f", "kennedy"]),
        ("academic_degree", "a Ph.D. thesis", &["a", "phd", "thesis"]),
        ("plural_possessive", "the protesters' demands", &["the", "protesters", "demands"]),
        ("curly_plural_possessive", "the protesters’ demands", &["the", "protesters", "demands"]),
        ("possessive", "Tokayev's and Tokayev’s", &["tokayev", "and", "tokayev"]),
        ("contraction_keeps_its_s", "it's what's let’s", &["it's", "what's", "let's"]),
        ("slash_between_digits", "9/11 and/or", &["9/11", "and", "or"]),
        ("combining_marks_are_letters", "cafe\u{301} society", &["café", "society"]),
        ("soft_hyphen_and_zero_width_are_ignored", "demo\u{ad}cracy pro\u{200b}test", &["democracy", "protest"]),
        ("unicode_hyphens", "anti\u{2010}war anti\u{2011}war", &["anti-war", "anti-war"]),
        ("web_address_is_a_mark", "see https://example.org/a?b=c. Then", &["see", "then"]),
        ("www_and_bare_hosts_are_marks", "at www.example.co.uk or example.com, he said", &["at", "or", "he", "said"]),
        ("mail_address_is_a_mark", "write to a.b@example.org now", &["write", "to", "now"]),
        ("number_before_a_figure", "No. 10 said no. Then", &["no", "10", "said", "no", "then"]),
        ("dashes_separate", "war—peace war -- peace", &["war", "peace", "war", "peace"]),
        ("nfkc", "ﬁre ２０２２", &["fire", "2022"]),
        ("presentation_forms_hold_no_space", "\u{fe72}a", &["\u{64c}a"]),
        ("coup_d_etat", "coup d’état", &["coup", "d'état"]),
        ("elision", "get 'em in the '90s", &["get", "em", "in", "the", "90s"]),
        ("dotted_initials", "J.K. Rowling", &["jk", "rowling"]),
        ("other_scripts", "Протест в Алматы", &["протест", "в", "алматы"]),
    ];
    for (name, text, expected) in rows {
        assert_eq!(forms(text, AnalyzerOptions::default()), *expected, "{name}");
    }
}

#[test]
fn options_change_words() {
    let default = AnalyzerOptions::default();
    assert_eq!(forms("anti-government", default.split_hyphens(true)), ["anti", "government"]);
    assert_eq!(forms("café élan", default.fold_accents(true)), ["cafe", "elan"]);
    assert_eq!(
        forms("U.S. didn't Über-cool", default.preset(Preset::Alphanumeric)),
        ["u", "s", "didn", "t", "über", "cool"]
    );
}

#[test]
fn a_phrase_may_cross_the_joint_of_a_split_word() {
    let analyzer = Analyzer::new(AnalyzerOptions::default().split_hyphens(true));
    let borders: Vec<Border> = analyzer.analyze("an anti-government mob").words().map(|w| w.border).collect();
    assert_eq!(borders, [Border::None; 4]);
}

#[test]
fn borders() {
    let rows = [
        ("quotation_marks_are_no_border", "\"peaceful\" protesters", "peaceful protesters"),
        ("single_quotation_marks_are_none", "the ‘peaceful’ protesters", "the peaceful protesters"),
        ("comma", "peaceful, protesters", "peaceful | protesters"),
        ("bracket", "peaceful (mostly) protesters", "peaceful | mostly | protesters"),
        ("sentence", "It was peaceful. Protesters left.", "It was peaceful || Protesters left"),
        ("no_sentence_before_lower_case", "It was peaceful... protesters left.", "It was peaceful | protesters left"),
        ("paragraph", "peaceful\nprotesters", "peaceful ||| protesters"),
        ("abbreviation_is_no_border", "Gen. Lee in Jan. 2022", "Gen. Lee in Jan. 2022"),
        ("abbreviation_before_a_usual_first_word", "in the U.S. The army", "in the U.S. || The army"),
        ("abbreviation_before_a_name", "the U.S. Senate", "the U.S. Senate"),
        ("quotation_opens_the_sentence", "He left. “They came.” She stayed.", "He left || They came || She stayed"),
        ("closing_quote_before_lower_case", "“Stop!” he said.", "Stop | he said"),
        ("first_word_has_none", "... and so", "and so"),
    ];
    for (name, text, expected) in rows {
        assert_eq!(bordered(text), expected, "{name}");
    }
}

#[test]
fn sentence_rows() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "titles_do_not_end_sentences",
            "Mr. Smith met U.S. President Ford. Gen. Lee said no.",
            &["Mr. Smith met U.S. President Ford.", "Gen. Lee said no."],
        ),
        ("the_quotation_mark_belongs_to_its_sentence", "He left. “They came.”", &["He left.", "“They came.”"]),
        ("so_do_i", "So do I. The rest left.", &["So do I.", "The rest left."]),
        ("question", "Was it a coup? No.", &["Was it a coup?", "No."]),
        ("paragraph", "A heading\nA text", &["A heading", "A text"]),
        ("paragraph_that_begins_with_a_mark", "End.\n— Again, he said", &["End.", "— Again, he said"]),
        ("plan_b", "It was Plan B. The army knew.", &["It was Plan B.", "The army knew."]),
        ("figure", "It ended. 12 died.", &["It ended.", "12 died."]),
        ("company", "Acme Inc. He paid.", &["Acme Inc.", "He paid."]),
    ];
    for (name, text, expected) in rows {
        assert_eq!(sentences(text), *expected, "{name}");
    }
}

#[test]
fn a_closing_single_quote_is_no_possessive() {
    let spans =
        |text: &'static str| Analyzer::default().analyze(text).words().map(|w| w.span.of(text)).collect::<Vec<_>>();
    assert_eq!(spans("‘riots’ began"), ["riots", "began"]);
    assert_eq!(spans("'the terrorists' fled."), ["the", "terrorists", "fled"]);
    assert_eq!(spans("'the workers' demands' were met"), ["the", "workers'", "demands", "were", "met"]);
    assert_eq!(spans("the workers' demands"), ["the", "workers'", "demands"]);
}

#[test]
fn an_endless_word_is_a_mark() {
    let text = "a ".to_string() + &"x".repeat(MAX_WORD_BYTES + 1) + " b";
    assert_eq!(Analyzer::default().analyze(&text).word_count(), 2);
}

#[test]
fn a_sentence_without_end_is_cut_at_the_limit() {
    let text = "a coup of ".repeat(2_000);
    let lengths: Vec<usize> = Analyzer::default().analyze(&text).sentences().map(|s| s.len()).collect();
    assert_eq!(lengths, [2_000, 2_000, 2_000]);
    let marks = "(".repeat(5_000);
    assert_eq!(Analyzer::default().analyze(&marks).sentences().count(), 3);
    let cut = Analyzer::new(AnalyzerOptions::default().sentence_tokens(2)).analyze("one two three \"four");
    let borders: Vec<Border> = cut.words().map(|word| word.border).collect();
    assert_eq!(borders, [Border::None, Border::None, Border::Sentence, Border::Sentence]);
}

#[test]
fn positions_skip_borders() {
    let text = "peaceful, protesters. They \"marched\" on";
    let positions: Vec<u32> = Analyzer::default().analyze(text).words().map(|w| w.position).collect();
    assert_eq!(positions, [0, 2, 4, 5, 6]);
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "U",
        "S",
        ".",
        "'",
        "’",
        "\"",
        "“",
        "”",
        "-",
        " ",
        "\n",
        "\r\n",
        "st",
        "Jan",
        "Mr",
        "the",
        "The",
        "9",
        ",",
        "/",
        "@",
        "com",
        "www",
        "http",
        "://",
        "…",
        "é",
        "e\u{301}",
        "\u{ad}",
        "\u{200b}",
        "¿",
        "(",
        ")",
        "``",
        "''",
        "?",
        "!",
        "ß",
        "İ",
        "протест",
        "\u{0}",
        "\u{fffd}",
        "😀",
        "\u{a0}",
        "_",
        "*",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..60).prop_map(|v| v.concat()), any::<String>()]
}

proptest! {
    #[test]
    fn tokens_tile_the_text(text in soup(), split in any::<bool>()) {
        let analyzer = Analyzer::new(AnalyzerOptions::default().split_hyphens(split));
        let analysis = analyzer.analyze(&text);
        let mut at = 0;
        for token in analysis.tokens() {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            prop_assert!(start >= at && end > start);
            prop_assert!(text[at..start].chars().all(|c| c.is_whitespace() || is_ignorable(c) || c.is_ascii_control()), "{:?}", &text[at..start]);
            prop_assert!(text.is_char_boundary(end));
            at = end;
        }
        prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_ignorable(c) || c.is_ascii_control()));
        let words = analysis.tokens().iter().filter(|t| t.kind == TokenKind::Word).count();
        prop_assert_eq!(words, analysis.word_count() as usize);
        if let Some(first) = analysis.tokens().first() {
            prop_assert!(first.starts_sentence);
        }
    }

    #[test]
    fn no_sentence_is_longer_than_the_limit(text in soup(), most in 1..9_u32) {
        let free = Analyzer::default().analyze(&text);
        let held = Analyzer::new(AnalyzerOptions::default().sentence_tokens(most)).analyze(&text);
        prop_assert!(held.sentences().all(|sentence| sentence.len() <= most as usize));
        prop_assert_eq!(free.tokens().len(), held.tokens().len());
        for (free, held) in free.tokens().iter().zip(held.tokens()) {
            prop_assert_eq!((free.span, free.kind), (held.span, held.kind));
            prop_assert!(free.border <= held.border);
        }
        // no phrase crosses a cut
        let mut sentences = held.sentences();
        let first = held.words().next().map_or(0, |word| word.token as usize);
        let mut of_word_before = sentences.find(|sentence| sentence.contains(&first));
        for word in held.words().skip(1) {
            let token = word.token as usize;
            if of_word_before.as_ref().is_some_and(|sentence| sentence.end <= token) {
                of_word_before = sentences.find(|sentence| sentence.contains(&token));
                prop_assert!(word.border >= Border::Sentence);
            }
        }
        let texts_of_usual_sentences = free.sentences().all(|sentence| sentence.len() <= most as usize);
        prop_assert!(!texts_of_usual_sentences || free == held, "an ordinary text stays as it is");
    }

    #[test]
    fn lookup_forms_of_words_are_not_empty_and_settled(text in soup()) {
        let analyzer = Analyzer::default();
        for word in analyzer.analyze(&text).words() {
            let form = analyzer.lookup_form(word.span.of(&text));
            prop_assert!(!form.is_empty(), "{:?}", word.span.of(&text));
            prop_assert!(form.chars().all(|c| !c.is_whitespace()));
        }
    }

    #[test]
    fn interned_spellings_keep_their_numbers(words in prop::collection::vec("[a-zé\0]{0,20}", 0..300)) {
        let mut interner = crate::text::Interner::default();
        let mut seen: Vec<String> = Vec::new();
        for word in &words {
            let (id, new) = interner.intern(word);
            match seen.iter().position(|s| s == word) {
                Some(at) => prop_assert_eq!((id as usize, new), (at, false)),
                None => {
                    prop_assert_eq!((id as usize, new), (seen.len(), true));
                    seen.push(word.clone());
                }
            }
        }
    }
}
