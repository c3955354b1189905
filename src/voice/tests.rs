use super::{Attribution, Axis, Certainty, Cues, Field, Polarity, Scope, Stance, VoiceFinder, VoiceScratch};
use crate::text::{Analysis, Analyzer};
use proptest::prelude::*;

/// The flags of the words between brackets: R reported, Q quoted, N negated, H hedged, S scare-quoted, A none.
fn flags(finder: &VoiceFinder, marked: &str, field: Field) -> (String, Stance) {
    let (start, end) = (marked.find("[[").unwrap(), marked.find("]]").unwrap() - 2);
    let text = marked.replace("[[", "").replace("]]", "");
    let analysis = Analyzer::default().analyze(&text);
    let found = finder.find(&text, &analysis, field);
    let mut hit = analysis.words().filter(|w| (w.span.start as usize) < end && (w.span.end as usize) > start);
    let first = hit.next().unwrap().number;
    let voice = found.voice_of(first..hit.last().map_or(first, |w| w.number) + 1);
    let mut flags = String::new();
    match voice.attribution {
        Attribution::Reported => flags.push('R'),
        Attribution::Quoted => flags.push('Q'),
        Attribution::Outlet => {}
    }
    for (holds, flag) in [
        (voice.polarity == Polarity::Negated, 'N'),
        (voice.certainty == Certainty::Hedged, 'H'),
        (voice.scare_quoted, 'S'),
    ] {
        if holds {
            flags.push(flag);
        }
    }
    assert_eq!(voice.is_asserted(), flags.is_empty());
    if flags.is_empty() {
        flags.push('A');
    }
    (flags, voice.stance)
}

fn rows(rows: &[(&str, &str, &str)]) {
    let finder = VoiceFinder::english();
    for (name, text, expected) in rows {
        assert_eq!(flags(&finder, text, Field::Body).0, *expected, "{name}: {text}");
    }
}

#[test]
fn attribution() {
    rows(&[
        ("that_clause", "Aides said that [[rebels]] held the port.", "R"),
        ("clause_before_a_trailing_source", "The [[riots]] were planned, aides said.", "R"),
        ("clause_before_an_inverted_source", "The [[riots]] were planned, said two aides.", "R"),
        ("both_sides_of_an_aside", "The siege, an aide said, was a [[massacre]].", "R"),
        ("semicolon_ends_a_content", "Critics call it theft; the [[crackdown]] went on.", "A"),
        ("but_ends_a_content", "The king spoke of rebels, but the dead were [[shepherds]].", "A"),
        (
            "relative_clause_ends_before_the_main_verb",
            "The deputy who called it a riot has joined the [[uprising]].",
            "A",
        ),
        ("plain_object_stays_with_the_outlet", "The council condemned the [[massacre]].", "A"),
        ("charge_behind_of", "The council accused the police of [[murder]].", "R"),
        ("passive_name", "The rally was labelled a [[riot]] by police.", "R"),
        ("first_person_is_the_outlet", "We said the [[strike]] was over.", "A"),
        ("compound_before_a_noun", "The police dismissed [[brutality]] claims.", "RN"),
        ("a_noun_is_no_verb", "The witness report on the [[riot]] was lost.", "A"),
    ]);
}

#[test]
fn negation_and_hedges() {
    rows(&[
        ("not_reaches_an_indefinite", "It was not a [[coup]].", "N"),
        ("definite_is_taken_for_granted", "The envoy did not meet the [[terrorists]].", "A"),
        ("negation_stops_at_but", "It was not a riot but a [[revolution]].", "A"),
        ("no_doubt_denies_nothing", "There is no doubt it was a [[massacre]].", "A"),
        ("predicate_denies_the_subject", "The [[coup]] never happened.", "N"),
        ("two_negations_undo_each_other", "The guards failed to prevent the [[massacre]].", "A"),
        ("refused_to_rule_out", "The army refused to rule out an [[invasion]].", "H"),
        ("may_reaches_both_sides", "[[Mercenaries]] may have crossed.", "H"),
        ("month_of_may", "In May the [[rebels]] returned.", "A"),
        ("could_not_be_reached", "The [[rebels]] could not be reached.", "A"),
        ("question", "Was it a [[revolution]]?", "H"),
        ("question_takes_definites_for_granted", "Who ordered the [[purge]]?", "A"),
        ("booster", "It was clearly an act of [[terrorism]].", "A"),
    ]);
}

#[test]
fn quotation_marks() {
    rows(&[
        ("arms_length", "The “[[volunteers]]” wore uniforms.", "S"),
        ("so_called", "So-called [[volunteers]] wore uniforms.", "S"),
        ("title_of_a_work", "The film “The Last [[Siege]]” opens today.", "A"),
        ("nickname", "Ivan “[[the Butcher]]” Malenko was arrested.", "A"),
        ("term_that_is_mentioned", "The word “[[genocide]]” was coined in 1944.", "A"),
        ("technical_term", "An effect called “[[creep]]” bends the beam.", "A"),
        ("apostrophes_are_no_marks", "The protesters' [[demands]] were the students' too.", "A"),
        ("inches_are_no_marks", "A 6\" pipe lay by the [[bomb]].", "A"),
        ("doubted_and_quoted", "The junta claims to protect “[[values]]”.", "QS"),
        ("full_sentence", "“They are [[traitors]],” the mayor said.", "Q"),
        ("runs_over_paragraphs", "“We waited.\n“The [[occupiers]] must go,” she said.", "Q"),
        ("doubled_single_marks", "''They are [[traitors]],'' the mayor said.", "Q"),
    ]);
}

#[test]
fn headlines() {
    let finder = VoiceFinder::english();
    for (name, text, expected) in [
        ("speaker_before_the_colon", "Putin: [[Colour revolution]] will not succeed", "R"),
        ("speaker_behind_the_colon", "Riots were [[foreign plot]]: Tokayev", "R"),
        ("kicker", "Live: [[Riots]] in the capital", "A"),
        ("single_quotes_quote", "‘[[Massacre]]’ in border village", "Q"),
    ] {
        assert_eq!(flags(&finder, text, Field::Title).0, expected, "{name}: {text}");
    }
}

#[test]
fn other_languages_have_quotation_marks_only() {
    let finder = VoiceFinder::for_language("de".parse().unwrap());
    for text in [
        "Er sagte: „Das war ein [[Putsch]]“, und ging.",
        "Il a dit : « C’était un [[putsch]] ».",
        "»Das war ein [[Putsch]]«, sagte sie.",
        "Hon sa: ”Det var en [[kupp]].”",
        "彼は「これは [[coup]] だ」と言った。",
        "‚Das war ein [[Putsch]] im Land‘, sagte er.",
    ] {
        assert_eq!(flags(&finder, text, Field::Body).0, "Q", "{text}");
    }
    assert_eq!(flags(&finder, "Es war kein [[Putsch]].", Field::Body).0, "A");
    assert!(finder.judged().contains(Axis::Quoted) && !finder.judged().contains(Axis::Negated));
}

#[test]
fn a_cue_inside_a_hit_leaves_the_axis_to_its_first_word() {
    rows(&[
        ("cue_first", "It was [[not a coup]].", "A"),
        ("cue_behind", "[[Conspiracy theories]] made him rich.", "A"),
        ("covered_before_the_cue", "Aides said a [[riot or alleged coup]] came first.", "R"),
    ]);
}

#[test]
fn stance_of_the_verb() {
    let finder = VoiceFinder::english();
    let stance = |text| flags(&finder, text, Field::Body).1;
    assert_eq!(stance("Aides said [[rebels]] held the port."), Stance::Neutral);
    assert_eq!(stance("Aides claimed [[rebels]] held the port."), Stance::Doubting);
    assert_eq!(stance("Aides admitted that [[rebels]] held the port."), Stance::Endorsing);
}

#[test]
fn both_scopes_of_a_negation() {
    let text = "The envoy did not meet the terrorists.";
    let analysis = Analyzer::default().analyze(text);
    let found = VoiceFinder::english().find(text, &analysis, Field::Body);
    let covered = |scope| -> Vec<&str> {
        found
            .spans(scope)
            .filter(|s| s.axis == Axis::Negated)
            .map(|s| found.bytes(&analysis, s.tokens.clone()).of(text))
            .collect()
    };
    assert_eq!(covered(Scope::Syntactic), ["The envoy did", "meet the terrorists"]);
    assert_eq!(covered(Scope::Effective), ["meet"]);
}

#[test]
fn errors_name_line_and_column() {
    let message = |text| Cues::from_toml(text, "my.toml").unwrap_err().to_string();
    assert_eq!(
        message("[words]\nnegater = [\"no\"]"),
        "my.toml:2:1: `negater` is no class of words; did you mean `negator`?"
    );
    assert_eq!(
        message("[verbs]\naccuse = [\"accuse off\"]"),
        "my.toml:2:11: `off` opens no accusation; write one of of, for, on, with, in, as"
    );
    assert_eq!(
        message("[irregular]\nsay = \"says said\""),
        "my.toml:2:7: `say` has 2 forms; write four: third person, past, participle, -ing"
    );
    assert!(message("[words\n").starts_with("my.toml:1:"));
}

/// What a text costs: steps of the rules and tokens they looked at.
fn cost(text: &str) -> u64 {
    let analysis = Analyzer::default().analyze(text);
    let (mut scratch, mut found) = (VoiceScratch::default(), super::FoundVoices::default());
    super::pass::READS.set(0);
    VoiceFinder::english().find_into(text, &analysis, Field::Body, &mut scratch, &mut found);
    let painted: u64 = found.spans(Scope::Effective).map(|span| u64::from(span.tokens.end - span.tokens.start)).sum();
    scratch.steps() + super::pass::READS.get() + painted
}

/// Texts made to be slow, each by one unit repeated.
const HOSTILE: &[(&str, &str)] = &[
    ("unclosed_marks", "“"),
    ("unclosed_straight_marks", " \"a"),
    ("marks_of_all_kinds", "\"a 'b “c «d „e "),
    ("unclosed_mark_in_each_paragraph", "\"a\n"),
    ("negators", "not "),
    ("negators_apart", "no no, or "),
    ("nested_brackets", "(a "),
    ("opening_brackets", "[("),
    ("one_sentence_of_news_words", "the committee of the river moved slowly over bridges and roads "),
    ("one_sentence_of_cues", "he said they feared if that officials, who claimed not to know, may deny "),
    ("reporting_verbs", "said "),
    ("reporting_verbs_and_commas", "said said said, "),
    ("that", "that "),
    ("commas", ","),
    ("and", "and and "),
    ("conditions", "if "),
    ("conditions_and_commas", "if if, "),
    ("according", "according to "),
    ("nouns", "claims of "),
    ("denials", "deny claims deny "),
    ("refusals", "refused to call it a coup "),
    ("possessives", "claims' 'said "),
    ("questions", "? A "),
    ("speakers", "A: b\n"),
    ("short_quotations", "“a” said b. "),
];

#[test]
fn hostile_texts_take_linear_time() {
    for (name, unit) in HOSTILE {
        let long = unit.repeat(100_000 / unit.len());
        let longer = long.repeat(4);
        let (one, four) = (cost(&long), cost(&longer));
        assert!(four <= one * 4 + one / 8 + 1_000, "{name}: {one} steps, {four} for four times the text");
    }
}

/// Where every token is a cue and every cue reaches as far as a rule lets it, a token costs more than in news, but
/// never more than the caps allow.
#[test]
fn no_token_costs_more_than_the_caps_allow() {
    let sentences = include_str!("../../tests/reference/voice_further.jsonl");
    let news: String = sentences
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|line| line["text"].as_str().map(|text| text.to_string() + " "))
        .collect();
    let tokens = |text: &str| Analyzer::default().analyze(text).tokens().len() as f64;
    let usual = cost(&news) as f64 / tokens(&news);
    println!("marked sentences: {usual:.1} steps a token, {:.2} a byte", cost(&news) as f64 / news.len() as f64);
    let mut dearest = 0.0_f64;
    for (name, unit) in HOSTILE {
        let text = unit.repeat(50_000 / unit.len());
        let (cost, per_token) = (cost(&text), cost(&text) as f64 / tokens(&text));
        println!("{name}: {per_token:.1} steps a token, {:.2} a byte", cost as f64 / text.len() as f64);
        dearest = dearest.max(per_token / usual);
    }
    assert!(dearest <= MOST_OF_USUAL, "{dearest:.1} times the usual");
}

/// The dearest texts, of denials or reporting verbs alone, take 43 times the steps of a token of the marked sentences:
/// each of their words reports all that follow it, up to the longest sentence the rules look at.
const MOST_OF_USUAL: f64 = 50.0;

/// Rules begin at tokens of a list; a rule that begins elsewhere would never be asked.
#[test]
fn every_token_at_which_a_rule_begins_is_a_cue() {
    let finder = VoiceFinder::english();
    let (mut scratch, mut found) = (VoiceScratch::default(), super::FoundVoices::default());
    for line in include_str!("../../tests/reference/voice_further.jsonl").lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = line["text"].as_str().unwrap();
        let analysis = Analyzer::default().analyze(text);
        for field in [Field::Body, Field::Title] {
            finder.find_into(text, &analysis, field, &mut scratch, &mut found);
            let by_list = format!("{found:?}");
            scratch.every_token = true;
            finder.find_into(text, &analysis, field, &mut scratch, &mut found);
            scratch.every_token = false;
            assert_eq!(by_list, format!("{found:?}"), "{text}");
        }
    }
}

fn law(text: &str, finder: &VoiceFinder, field: Field) {
    let analysis: Analysis = Analyzer::default().analyze(text);
    let found = finder.find(text, &analysis, field);
    assert_eq!(found.words().len(), analysis.word_count() as usize);
    for scope in [Scope::Effective, Scope::Syntactic] {
        for record in found.records(&analysis, field, scope) {
            let ranges = [Some([record.start, record.end]), record.source, record.cue];
            for [start, end] in ranges.into_iter().flatten() {
                let slice = text.get(start as usize..end as usize);
                assert!(slice.is_some_and(|s| !s.is_empty()), "{start}..{end} of {text:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn spans_lie_in_any_text(text in "\\PC{0,80}") {
        law(&text, &VoiceFinder::english(), Field::Body);
    }

    #[test]
    fn spans_lie_in_texts_of_cues(words in proptest::collection::vec(prop::sample::select(vec![
        "officials", "said", "claims", "that", "who", "denied", "not", "no", "if", "may", "called", "as", "by", "accused",
        "of", "the", "a", "coup", "“", "”", "\"", "'", "‘", "’", ",", ".", "?", ":", ";", "(", ")", "—", "\n", "so-called",
        "according", "to", "and", "but", "it", "is", "were", "alleged", "failed", "rule", "out", "in", "Moscow's", "view",
        "has", "been", "told", "what", "Mr.", "Vance", "rather", "than", "urged", "them", "«", "»", "„", "described",
    ]), 0..60), glued in any::<bool>(), title in any::<bool>()) {
        let text = words.join(if glued { "" } else { " " });
        law(&text, &VoiceFinder::english(), if title { Field::Title } else { Field::Body });
    }
}
