//! What each format reads, what it says it lost, and what it refuses.

use super::*;
use crate::lexicon::Matcher;
use crate::text::AnalyzerOptions;

fn read(name: &str, text: &str) -> Lexicon {
    ReadOptions::default().parse(text.as_bytes(), name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The entries of a lexicon as `category: pattern`.
fn entries(lexicon: &Lexicon) -> Vec<String> {
    let of = |c: &crate::lexicon::Category| {
        c.entries().iter().map(|e| format!("{}: {}", c.id(), e.pattern())).collect::<Vec<_>>()
    };
    lexicon.categories().iter().flat_map(of).collect()
}

fn losses(lexicon: &Lexicon) -> Vec<String> {
    lexicon.losses().iter().map(ToString::to_string).collect()
}

/// How often each category hits.
fn hits(lexicon: &Lexicon, text: &str) -> Vec<(String, usize)> {
    let matcher = Matcher::new(std::slice::from_ref(lexicon), AnalyzerOptions::default()).unwrap();
    let found = matcher.scanner().matches(text);
    let of = |number: usize| found.iter().filter(|m| m.category as usize == number).count();
    matcher.categories().iter().enumerate().map(|(n, c)| (c.id.clone(), of(n))).filter(|(_, n)| *n > 0).collect()
}

#[test]
fn every_format_reads_mary() {
    let rows = [
        ("mary.yml", "A CATEGORY: [more, lamb, little]\nANOTHER CATEGORY: [had, mary]\n"),
        (
            "mary.dic",
            "%\n01\tA CATEGORY\n02\tANOTHER CATEGORY\n%\n\nmore\t01\nlamb\t01\nlittle\t01\n\nhad\t02\nmary\t02\n",
        ),
        ("mary.cat", "A CATEGORY\n\tMORE (1)\n\tLAMB (1)\n\tLITTLE (1)\nANOTHER CATEGORY\n\tHAD (1)\n\tMARY (1)\n"),
        (
            "mary.ykd",
            "<?xml version=\"1.0\"?>\n<dictionary style=\"050805\" patternengine=\"substring\">\n<cnode name=\"A CATEGORY\"><pnode name=\"more\"/><pnode name=\"lamb\"/><pnode name=\"little\"/></cnode>\n<cnode name=\"ANOTHER CATEGORY\"><pnode name=\"had\"/><pnode name=\"mary\"/></cnode></dictionary>",
        ),
        ("mary.lc3", "+A CATEGORY\n more \n lamb\n little\n+ANOTHER CATEGORY\n had\n mary\n"),
        (
            "mary.csv",
            "term,category\nmore,A CATEGORY\nlamb,A CATEGORY\nlittle,A CATEGORY\nhad,ANOTHER CATEGORY\nmary,ANOTHER CATEGORY\n",
        ),
    ];
    let expected = [
        "A CATEGORY: more",
        "A CATEGORY: lamb",
        "A CATEGORY: little",
        "ANOTHER CATEGORY: had",
        "ANOTHER CATEGORY: mary",
    ];
    for (name, text) in rows {
        let lexicon = read(name, text);
        let found: Vec<String> = entries(&lexicon)
            .iter()
            .map(|entry| entry.split_once(": ").map(|(c, p)| format!("{c}: {}", p.to_lowercase())).unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(losses(&lexicon), [""; 0], "{name}");
        assert_eq!(lexicon.file_entries(), Some(crate::lexicon::FileEntries { found: 5, read: 5 }), "{name}");
        assert_eq!(hits(&lexicon, "Mary had a little lamb")[0].1, 2, "{name}");
        // our own text of it is the same lexicon again
        let again = Lexicon::parse(lexicon.source(), "mary.toml").unwrap();
        assert_eq!(entries(&again), entries(&lexicon), "{name}");
        assert_eq!(again.hash(), lexicon.hash(), "{name}");
    }
}

#[test]
fn yaml_is_read_and_written_alike() {
    let text = "\
economy:
  state: [tax, 'public sector*']
  market:
    - trade
    - \"*profit*\"
  __:
    - econom*
culture: art
";
    let lexicon = read("laver.yml", text);
    let all = [
        "economy: econom*",
        "economy/state: tax",
        "economy/state: public sector*",
        "economy/market: trade",
        "economy/market: .*profit.*",
        "culture: art",
    ];
    let mut found = entries(&lexicon);
    let mut expected: Vec<String> = all.map(String::from).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(hits(&lexicon, "Nonprofits in the economy"), [("economy".into(), 2), ("economy/market".into(), 1)]);
    let (yaml, losses) = write_yaml(&lexicon);
    assert_eq!(losses, []);
    let mut again = entries(&read("laver.yml", &yaml));
    again.sort();
    assert_eq!(again, expected, "{yaml}");
}

#[test]
fn liwc_files_as_they_are() {
    let rows: &[(&str, &str, &[&str], &[&str])] = &[
        ("spaces_for_tabs", "%\n01 a\n2 b\n%\nlittle  02\nfar away   1\n", &["a: far away", "b: little"], &[]),
        ("tabs_repeated", "%\n1\t\t\ta\n2\t\tb\n%\nlittle\t\t\t1\t\t2\n", &["a: little", "b: little"], &[]),
        ("a_term_on_several_lines", "%\n1\ta\n2\tb\n%\nlittle\t1\nlittle\t2\n", &["a: little", "b: little"], &[]),
        ("blank_lines", "\n%\n\n1\ta\n\n%\n\nlittle\t1\n\n", &["a: little"], &[]),
        ("carriage_returns_alone", "%\r1\ta\r%\rlittle\t1\r", &["a: little"], &[]),
        ("byte_order_mark", "\u{feff}%\n1\ta\n%\nlittle\t1\n", &["a: little"], &[]),
        ("codes_padded_with_zeros", "%\n007\ta\n%\nlittle\t7\nlamb\t07\n", &["a: little", "a: lamb"], &[]),
        (
            "categories_nested_by_tabs",
            "%\n1  verb\n\t11  past\n\t\t111 far\nother\n\t2 x\n%\nwas\t11\nonce\t111\nfew\t2\n",
            &["verb/past: was", "verb/past/far: once", "other/x: few"],
            &[],
        ),
        (
            "undeclared_code",
            "%\n1\ta\n%\nlittle\t1\t3\n",
            &["a: little"],
            &["line 4: `little` dropped: category 3 is not declared in the header"],
        ),
        (
            "no_code",
            "%\n1\ta\n%\nlamb\t1\nlittle\n",
            &["a: lamb"],
            &["line 5: `little` dropped: there is no category code behind it"],
        ),
        (
            "code_declared_twice",
            "%\n1\ta\n1\tb\n%\nlamb\t1\n",
            &["a: lamb"],
            &[
                "line 3: `b` dropped: its code 1 is that of `a` already, which keeps it",
                "line 3: `b` rewritten: nothing stands in this category, so it is left out",
            ],
        ),
        (
            "stands_twice",
            "%\n1\ta\n%\nlamb\t1\nLamb\t1\n",
            &["a: lamb"],
            &["line 5: `Lamb` matched twice: it stands on line 4 too"],
        ),
        (
            "wildcard_over_word",
            "%\n1\ta\n%\nlamb*\t1\nlambs\t1\n",
            &["a: lamb*", "a: lambs"],
            &["line 5: `lambs` matched twice: `lamb*` on line 4 matches it too"],
        ),
        (
            "emoticon",
            "%\n1\ta\n%\n:)\t1\nlamb\t1\n",
            &["a: lamb"],
            &[
                "line 4: `:)` dropped: the pattern holds the mark `:`, which belongs to no word there; leave it out, or the entry",
            ],
        ),
        (
            "condition_names_no_category",
            "%\n1\ta\n%\nlamb\t1\nlike\t(8 9)1/1\n",
            &["a: lamb"],
            &[
                "line 5: `like` altered: category 8 in its condition is not declared in the header",
                "line 5: `like` altered: category 9 in its condition is not declared in the header",
                "line 5: `like` dropped: its condition names no category of the header",
            ],
        ),
    ];
    for (name, text, expected, lost) in rows {
        let lexicon = read("x.dic", text);
        assert_eq!(entries(&lexicon), *expected, "{name}");
        assert_eq!(losses(&lexicon), *lost, "{name}");
    }
    let latin = ReadOptions::default().parse(b"%\n1\ta\n%\nna\xefve\t1\ncaf\xe9*\t1\n", "x.dic").unwrap();
    assert_eq!(entries(&latin), ["a: naïve", "a: café*"]);
    assert_eq!(losses(&latin), ["`x.dic` rewritten: the file is no UTF-8; it is read as windows-1252"]);
}

#[test]
fn liwc_conditions_are_carried_out() {
    let text =
        "%\n125\taffect\n131\tcog\n134\tmodal\n464\tfiller\n%\nkind\t<of>131/125\nwould\t134\nlike\t(134)125/464\n";
    let lexicon = read("x.dic", text);
    assert_eq!(losses(&lexicon), [""; 0]);
    let rows: &[(&str, &[(&str, usize)])] = &[
        ("a kind man", &[("affect", 1)]),
        ("some kind of man", &[("cog", 1)]),
        ("kind. Of late", &[("affect", 1)]),
        ("they would like that", &[("affect", 1), ("modal", 1)]),
        ("they were like that", &[("filler", 1)]),
    ];
    for (text, expected) in rows {
        let expected: Vec<(String, usize)> = expected.iter().map(|(c, n)| ((*c).to_string(), *n)).collect();
        assert_eq!(hits(&lexicon, text), expected, "{text}");
    }
}

/// Rules as quanteda's issue 516 quotes them from the WordStat sentiment dictionary.
const RULES: &str = "NEGATIONS\n\tNOT (1)\n\tNEVER (1)\n\tNO (1)\nNEGATIVE\n\tREAL_BAD\n\t\t@REALBAD [#NEGATIVE_WORDS NOT AFTER #NEGATIONS /S 3] (1)\nPOSITIVE\n\tNOT_BAD\n\t\t@NOTBAD [#NEGATIVE_WORDS AFTER #NEGATIONS /S 3] (1)\nNEGATIVE WORDS\n\tBAD (1)\n\tTERRIBL* (1)\n\tOUT_OF_ORDER (1)\n";

#[test]
fn wordstat_rules_are_carried_out() {
    let lexicon = read("sentiment.cat", RULES);
    assert_eq!(losses(&lexicon), ["line 14: `OUT_OF_ORDER` rewritten: `_` is written as a space"]);
    let count =
        |text: &str, category: &str| hits(&lexicon, text).iter().find(|(id, _)| id == category).map_or(0, |(_, n)| *n);
    let rows = [
        ("The plan is bad.", 1, 0),
        ("The plan is not bad.", 0, 1),
        ("The plan is not at all bad.", 0, 1),
        ("The plan is not what one would call bad.", 1, 0),
        ("He would not. Bad plan.", 1, 0),
        ("Bad, not good.", 1, 0),
        ("It was never, ever terrible.", 0, 1),
        ("It is not out of order, it is bad.", 1, 1),
        ("Not bad, but terrible.", 0, 2),
        ("Not bad, but I find it terrible.", 1, 1),
    ];
    for (text, real, negated) in rows {
        assert_eq!((count(text, "NEGATIVE/REAL_BAD"), count(text, "POSITIVE/NOT_BAD")), (real, negated), "{text}");
    }
    // the parts of the category that is meant are entries of their own, so each can be looked at
    let real = lexicon.categories().iter().find(|c| c.id() == "NEGATIVE/REAL_BAD").unwrap();
    assert_eq!(real.entries().len(), 3);
    assert_eq!(real.entries()[0].conditions()[0].to_string(), "not after #NEGATIONS within 3 words, in the sentence");
    let again = Lexicon::parse(lexicon.source(), "sentiment.toml").unwrap();
    assert_eq!(hits(&again, "Not bad, but I find it terrible."), hits(&lexicon, "Not bad, but I find it terrible."));
}

#[test]
fn rules_on_every_side_and_in_every_scope() {
    let rows: &[(&str, &[(&str, usize)])] = &[
        ("TAX NEAR CUT /S 2", &[("cut the tax", 1), ("tax cut", 1), ("cut by one the tax", 0), ("cut. Tax", 0)]),
        ("TAX NOT NEAR CUT /S 2", &[("cut the tax", 0), ("tax", 1), ("cut. Tax", 1)]),
        ("TAX BEFORE CUT /S", &[("tax that they cut", 1), ("cut the tax", 0), ("tax; they cut", 1), ("tax\n\ncut", 0)]),
        ("TAX NOT BEFORE CUT /P", &[("Tax. Cut.", 0), ("Tax.\n\nCut.", 1), ("Cut. Tax.", 1)]),
        ("TAX AFTER CUT /C", &[("Cut.\n\nOther.\n\nTax.", 1), ("Tax.\n\nCut.", 0)]),
        ("TAX AFTER CUT /C 3", &[("Cut.\n\nThe other tax.", 1), ("Cut.\n\nThe very other tax.", 0)]),
        ("TAX CUT NEAR DEEP* /S 1", &[("deeper tax cut", 1), ("deeper, tax cut", 1), ("deep in tax cut", 0)]),
        ("TAX AFTER CUT /S AND NOT NEAR NO /S 3", &[("cut the tax", 1), ("no cut of tax", 0), ("tax", 0)]),
        ("TAX NEAR TAX /S", &[("tax", 0), ("tax on tax", 2)]),
    ];
    for (rule, texts) in rows {
        let lexicon = read("x.cat", &format!("MONEY\n\t@RULE [{rule}] (1)\n"));
        assert_eq!(losses(&lexicon), [""; 0], "{rule}");
        for (text, expected) in *texts {
            let found = hits(&lexicon, text).first().map_or(0, |(_, n)| *n);
            assert_eq!(found, *expected, "{rule}: {text}");
        }
    }
}

#[test]
fn what_cannot_be_taken_over_is_named() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "x.cat",
            "A\n\tPENITEN*(CIARY (1)\n\tGOOD (3)\n\tEMPTY\nB\n\t@R [#GOOD_WORDS AFTER NOT /S] (1)\n",
            &[
                "line 2: `PENITEN*(CIARY` dropped: the pattern holds the mark `(`, which belongs to no word there; leave it out, or the entry",
                "line 3: `GOOD` altered: its weight 3 is kept as its valence; hits are counted once each",
                "line 4: `A/EMPTY` dropped: nothing stands in this category, so it is left out; if it is an entry, write `(1)` behind it",
                "line 5: `B` dropped: nothing stands in this category, so it is left out; if it is an entry, write `(1)` behind it",
                "line 6: `@R [#GOOD_WORDS AFTER NOT /S]` dropped: a word or `#CATEGORY` is missing",
            ],
        ),
        (
            "y.cat",
            "BAD WORDS\n\tBAD (1)\nA\n\t@R [#BAD_WORD AFTER NO /S] (1)\n\t@Q [#A AFTER NO /S] (1)\n\t@P [#BAD_WORDS OR NO] (1)\n\t@O [BAD AFTER NO /S] (1)\n",
            &[
                "line 4: `@R [#BAD_WORD AFTER NO /S]` dropped: there is no category `#BAD_WORD`; did you mean `#BAD WORDS`?",
                "line 5: `@Q [#A AFTER NO /S]` dropped: it counts a category that holds rules, `A`; name one of plain entries",
                "line 6: `@P [#BAD_WORDS OR NO]` dropped: `OR` is not carried out; only NEAR, AFTER and BEFORE are, each with NOT or without",
            ],
        ),
        (
            "x.ykd",
            "<dictionary>\n<pnode name=\"stray\"/>\n<cnode name=\"a/b\">\n<pnode name=\"no man's land\"/>\n<note/>\n<pnode name=\"*\"/>\n</cnode></dictionary>",
            &[
                "line 2: `stray` dropped: it stands in no category",
                "line 3: `a-b` rewritten: `/` in the category's name is written as `-`",
                "line 4: `no man's land` altered: words are compared with `no man land`, so it matches that too",
                "line 5: `note` dropped: only `cnode` and `pnode` are known",
                "line 6: `*` dropped: it would match every word",
            ],
        ),
        (
            "x.lc3",
            "+negative#AA0000\nugl*y\nugly\nhow?\n",
            &[
                "line 1: `negative` rewritten: the colour `#AA0000` is left out",
                "line 2: `ugl*y` dropped: it holds `*` where that stands for itself; only words are counted",
                "line 4: `how?` dropped: it holds the mark `?`; only words are counted",
            ],
        ),
        (
            "x.csv",
            "word;category;weight\ngood;tone;1\nbad;tone;minus one\nugly;;1\n{x;tone;1\n",
            &[
                "line 3: `bad` dropped: its weight `minus one` is no number",
                "line 4: `ugly` dropped: there is no category beside it",
                "line 5: `{x` dropped: it holds the mark `{`; only words are counted",
            ],
        ),
        (
            "x.yml",
            "a:\n  - \"{x}\"\n  - good_faith\n  - good\n  - \"* *\"\n  - \"not *\"\n",
            &[
                "line 2: `{x}` dropped: it holds the mark `{`; only words are counted",
                "line 3: `good_faith` altered: words are compared with `good faith`, so it matches that too",
                "line 5: `* *` dropped: it would match every word",
                "line 6: `not *` rewritten: it is written as a regular expression",
            ],
        ),
        (
            "words.txt",
            "; a list\n# of words\nd*mn\nbull****\ngood\n*gate\n",
            &[
                "line 3: `d*mn` dropped: it holds `*` where that stands for itself; only words are counted",
                "line 4: `bull****` dropped: its stars stand for letters that are left out; only words are counted",
                "line 6: `*gate` rewritten: it is written as a regular expression",
            ],
        ),
    ];
    for (name, text, expected) in rows {
        assert_eq!(losses(&read(name, text)), *expected, "{name}");
    }
}

#[test]
fn valences_keep_their_scale() {
    let afinn = read("AFINN.txt", "good\t3\nbad\t-3\ncan't stand\t-3\nsome kind\t0\n");
    assert_eq!(
        entries(&afinn),
        ["AFINN/positive: good", "AFINN/negative: bad", "AFINN/negative: can't stand", "AFINN/neutral: some kind"]
    );
    assert_eq!(afinn.categories()[1].entries()[0].valence(), Some(3.0));
    let options = ReadOptions::default().format(Format::Afinn);
    let odd = options.parse(b"good\t2\ngood\t3\nawful\t-9\nodd\tx\nfew\n", "x.txt").unwrap();
    assert_eq!(
        losses(&odd),
        [
            "line 2: `good` dropped: its valence is 3, that of line 1 is 2, which is kept",
            "line 3: `awful` dropped: `-9` is no valence from -5 to 5",
            "line 4: `odd` dropped: `x` is no valence from -5 to 5",
            "line 5: `few` dropped: there is no valence behind a tab",
        ]
    );
    let vader = read("vader.txt", "good\t1.9\t0.9\t[2, 1]\nbad\t-2.5\t0.6\t[-3, -2]\n:)\t2.0\t0.1\t[2]\n");
    assert_eq!(vader.categories()[2].entries()[0].valence(), Some(-2.5));
    assert_eq!(vader.file_entries(), Some(crate::lexicon::FileEntries { found: 3, read: 2 }));
}

#[test]
fn tables_of_other_projects() {
    let inquirer = read(
        "inquirer.csv",
        "Entry,Source,Positiv,Negativ,Defined\rABOUT#1,H4,,,x\rABLE,H4,Positiv,,\rBAD#1,H4,,Negativ,\r",
    );
    assert_eq!(entries(&inquirer), ["Positiv: ABLE", "Negativ: BAD"]);
    assert_eq!(
        losses(&inquirer),
        ["line 4: `BAD#1` altered: sense 1 cannot be told from the others; every `BAD` counts"]
    );
    let mpqa = read(
        "x.tff",
        "type=weaksubj len=1 word1=abandon pos1=verb stemmed1=y priorpolarity=negative\ntype=strongsubj len=1 word1=zeal pos1=anypos stemmed1=n priorpolarity=positive\n",
    );
    assert_eq!(entries(&mpqa), ["negative/weaksubj: abandon", "positive/strongsubj: zeal"]);
    assert!(mpqa.categories().iter().flat_map(|c| c.entries()).next().unwrap().is_stemmed());
    assert_eq!(
        losses(&mpqa),
        ["line 1: `abandon` altered: only as verb in the file; parts of speech are not looked at"]
    );
}

#[test]
fn formats_are_told_apart() {
    let rows = [
        ("a.cat", "<?xml version=\"1.0\"?><dictionary/>", Format::Yoshikoder),
        ("a.cat", "A\n\tB (1)\n", Format::WordStat),
        ("a.TXT", "%\n1\ta\n%\n", Format::Liwc),
        ("a", "+positive\n good\n", Format::Lexicoder),
        ("a.txt", "good\t2\nbad\t-2\n", Format::Afinn),
        ("a.txt", "good\t1.9\t0.9\t[2]\n", Format::Vader),
        ("a.txt", "good\nbad\n", Format::List),
        ("dir.dic/a", "good\n", Format::List),
        ("a.csv", "\nEntry,Source,A\n", Format::Csv),
        ("a.csv", "Entry,Source,A\n", Format::Inquirer),
        ("a.txt", "type=weaksubj len=1 word1=a priorpolarity=negative\n", Format::Mpqa),
        ("a", "[lexicon]\nid = \"a\"\n", Format::Toml),
    ];
    for (name, text, format) in rows {
        assert_eq!(detect::format(name, text), format, "{name} {text}");
    }
}

#[test]
fn refused_files_say_why() {
    let encrypted: String = (0..200_u32).map(|i| char::from_u32(0x21 + i * 7 % 90).unwrap_or('x')).collect();
    let deep = format!("<dictionary>{}", "<cnode name=\"a\">".repeat(5_000));
    let nested = format!("<dictionary>{}{}</dictionary>", "<cnode name=\"a\">".repeat(40), "</cnode>".repeat(40));
    let cats = (0..40).map(|depth| format!("{}A\n", "\t".repeat(depth))).collect::<String>();
    let exploding = format!("a\n{}\n", "{a|b}".repeat(20));
    let rows: Vec<(&str, &str, &str)> = vec![
        (
            "e.dic",
            &encrypted,
            "e.dic:1: the file is encrypted, as the dictionaries that come with LIWC are; only LIWC can read it: ask its publisher for a plain one",
        ),
        (
            "n.dic",
            "little\t1\n",
            "n.dic:1: there is no header; write the categories and their codes between two lines of `%`",
        ),
        (
            "h.dic",
            "\n%\n1\ta\nlittle\t1\n",
            "h.dic:2: the header is never closed; write a line of `%` behind the last category",
        ),
        ("b.dic", "%\n1\ta\n%\n", "b.dic: the file has no entries; a lexicon needs at least one"),
        ("c.cat", "GOOD (1)\n", "c.cat:1: `GOOD` stands in no category; write its category above it"),
        ("d.cat", &cats, "d.cat:33: categories are nested more than 32 deep; no lexicon is that deep"),
        (
            "x.ykd",
            "<dictionary><cnode>",
            "x.ykd:1: the root node was opened but never closed; the file has to be well-formed XML",
        ),
        ("y.ykd", "<html/>", "y.ykd:1: the file begins with `<html>`; a dictionary begins with `<dictionary>`"),
        ("z.ykd", &deep, "z.ykd:1: elements are nested 5001 deep; no lexicon is that deep"),
        ("n.ykd", &nested, "n.ykd:1: categories are nested more than 32 deep; no lexicon is that deep"),
        (
            "l.ykd",
            "<!DOCTYPE d [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><dictionary><cnode name=\"&c;\"/></dictionary>",
            "l.ykd:1: XML with DTD detected; the file has to be well-formed XML",
        ),
        ("a.lc3", "good\n", "a.lc3:1: `good` stands before any category; write `+NAME` above it"),
        (
            "s.yml",
            "a:\n  - *deceit*\n",
            "s.yml:2: a word that begins with `*` is an alias to YAML; write it in quotation marks",
        ),
        ("t.yml", "just words\n", "t.yml:1: `just words` stands under no key; write `key: [word, word]`"),
        ("u.yml", "a: [b\nc: d\n", "u.yml:2: "),
        ("v.yml", "a: &x [b]\nc: *x\n", "v.yml:2: aliases are not read; write the words out"),
        (
            "one.csv",
            "good\nbad\n",
            "one.csv:1: the table has one column; write `term,category` or `term,category,weight`",
        ),
        ("none.txt", "", "none.txt: the file has no entries; a lexicon needs at least one"),
        (
            "marks.txt",
            ":-)\n",
            "marks.txt: nothing of the file can be counted; line 1: `:-)` dropped: the pattern holds the mark `:`, which belongs to no word there; leave it out, or the entry",
        ),
        ("boom.txt", &exploding[2..], "boom.txt: nothing of the file can be counted; line 1: "),
        (
            "r.toml",
            "[lexicon]\nid = \"r\"\n[[entry]]\npattern = \"#x\"\n",
            "r.toml:4:12: category `#x` is not declared; did you mean `#r`?",
        ),
        (
            "s.toml",
            "[lexicon]\nid = \"s\"\n[[entry]]\npattern = \"a\"\nconditions = [{ within = 3 }]\n",
            "s.toml:5:15: a condition has one of `near`, `after`, `before`, `not_near`, `not_after`, `not_before`; write for example `{ not_after = [\"#negations\"], within = 3 }`",
        ),
        (
            "t.toml",
            "[lexicon]\nid = \"t\"\n[[entry]]\npattern = \"a\"\nconditions = [{ near = [], within = 3 }]\n",
            "t.toml:5:15: a condition needs something to look for, and `within` at least 1",
        ),
        (
            "u.toml",
            "[lexicon]\nid = \"u\"\n[[entry]]\npattern = \"a\"\nconditions = [{ near = [\"#negatons\"] }]\n[[category]]\nid = \"negations\"\n",
            "u.toml:5:26: category `#negatons` is not declared; did you mean `#negations`?",
        ),
        (
            "v.toml",
            "[lexicon]\nid = \"v\"\n[[entry]]\npattern = \"#v\"\n",
            "v.toml:4:12: `#v` holds such a reference itself; name categories of plain entries",
        ),
        (
            "w.toml",
            "[lexicon]\nid = \"w\"\nvalence_limit = 0\n[[entry]]\npattern = \"a\"\n",
            "w.toml:3:17: valence_limit 0 is no positive number; write for example 5",
        ),
        (
            "x.toml",
            "[lexicon]\nid = \"x\"\nvalence_limit = 4.0\n[[entry]]\npattern = \"a\"\nvalence = 5\n",
            "x.toml:6:11: valence 5 is out of range; write a number from -4 to 4",
        ),
    ];
    for (name, text, message) in rows {
        let error = ReadOptions::default().parse(text.as_bytes(), name).unwrap_err().to_string();
        if message.ends_with(": ") {
            assert!(error.starts_with(message), "{name}: {error}");
        } else {
            assert_eq!(error, message, "{name}");
        }
    }
}

#[test]
fn sizes_have_limits() {
    let many: String = (0..=MAX_ENTRIES).map(|n| format!("w{n}\n")).collect();
    let error = ReadOptions::default().parse(many.as_bytes(), "m.txt").unwrap_err().to_string();
    assert_eq!(error, "m.txt:250001: the lexicon has more than 250000 entries; split it into several");
    let wide = "{a|b|c|d|e|f|g|h|i|j}".repeat(4);
    let wide: String = (0..101).map(|n| format!("{wide}{n}\n")).collect();
    let error = ReadOptions::default().parse(wide.as_bytes(), "w.txt").unwrap_err().to_string();
    assert_eq!(
        error,
        "w.txt:101: the patterns of the lexicon expand to more than 1000000 alternatives; split it into several"
    );
    let lost = "x\n".repeat(MAX_LOSSES + 1);
    let error = ReadOptions::default().format(Format::Afinn).parse(lost.as_bytes(), "n.txt").unwrap_err().to_string();
    assert_eq!(error, "n.txt: more than 500000 things of the file cannot be taken over; it is no lexicon");
    let large = vec![b'a'; MAX_BYTES as usize + 1];
    let error = ReadOptions::default().parse(&large, "l.txt").unwrap_err().to_string();
    assert_eq!(error, "l.txt: the file has more than 67108864 bytes; no lexicon is that large");
}

/// Found by fuzzing: control characters beside `__` made a category of that name, which was written as what it is not.
#[test]
fn a_category_named_as_quanteda_names_none_is_written_under_another_name() {
    let lexicon = read("x.yml", "a: b\n\u{16}\u{16}__: [c, d]\n");
    assert_eq!(entries(&lexicon), ["a: b", "__: c", "__: d"]);
    let (yaml, losses) = write_yaml(&lexicon);
    assert_eq!(yaml, "a:\n  - \"b\"\nunnamed:\n  - \"c\"\n  - \"d\"\n");
    assert_eq!(losses[0].to_string(), "`__` rewritten: `__` is no key there; it is written as `unnamed`");
}

#[test]
fn what_yaml_cannot_say_is_named() {
    let text = "[lexicon]\nid = \"x\"\nexceptions = [\"publicity coup\"]\n[[entry]]\npattern = \"coup\"\nvalence = -2\n[[entry]]\npattern = \"US\"\ncase = \"exact\"\n[[entry]]\npattern = \"protest\"\nstem = true\n[[entry]]\npattern = \"(a|b)c\"\nregex = true\n[[entry]]\npattern = \"good\"\nconditions = [{ not_after = [\"not\"], within = 2 }]\n[[entry]]\npattern = \"{riot|mob}s\"\n";
    let (yaml, losses) = write_yaml(&Lexicon::parse(text, "x.toml").unwrap());
    assert_eq!(yaml, "x:\n  - \"coup\"\n  - \"US\"\n  - \"protest\"\n  - \"riots\"\n  - \"mobs\"\n");
    let losses: Vec<String> = losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        losses,
        [
            "`coup` altered: its valence -2 has no place there",
            "`US` altered: quanteda compares without capitals, so it matches more",
            "`protest` altered: quanteda does not compare stems, so it matches less",
            "`(a|b)c` dropped: a regular expression cannot stand beside plain words there",
            "`good` dropped: quanteda has no conditions (not after not within 2 words, in the sentence); it would count everywhere",
            "`{riot|mob}s` rewritten: its alternatives are written out",
            "`publicity coup` dropped: quanteda has no exceptions; it would count inside this phrase",
        ]
    );
}
