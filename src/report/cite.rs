//! The works that methods rest on, as BibTeX and as references.

/// A work, as a bibliography holds it.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) key: &'static str,
    kind: &'static str,
    author: &'static str,
    title: &'static str,
    year: u16,
    /// Further fields, by name.
    fields: &'static [(&'static str, &'static str)],
}

macro_rules! work {
    ($kind:literal, $key:literal, $author:literal, $title:literal, $year:literal, [$($field:literal: $value:expr),*]) => {
        Work { key: $key, kind: $kind, author: $author, title: $title, year: $year, fields: &[$(($field, $value)),*] }
    };
}

const WORKS: [Work; 18] = [
    work!("software", "parallax", "{The parallax contributors}", "parallax: how outlets frame the same events", 2026, ["version": env!("CARGO_PKG_VERSION")]),
    work!("article", "benjamini1995controlling", "Benjamini, Yoav and Hochberg, Yosef", "Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing", 1995, ["journal": "Journal of the Royal Statistical Society: Series B", "volume": "57", "number": "1", "pages": "289--300"]),
    work!("article", "benjamini2014selective", "Benjamini, Yoav and Bogomolov, Marina", "Selective Inference on Multiple Families of Hypotheses", 2014, ["journal": "Journal of the Royal Statistical Society: Series B", "volume": "76", "number": "1", "pages": "297--318"]),
    work!("article", "church1995poisson", "Church, Kenneth W. and Gale, William A.", "Poisson Mixtures", 1995, ["journal": "Natural Language Engineering", "volume": "1", "number": "2", "pages": "163--190"]),
    work!("article", "dunning1993accurate", "Dunning, Ted", "Accurate Methods for the Statistics of Surprise and Coincidence", 1993, ["journal": "Computational Linguistics", "volume": "19", "number": "1", "pages": "61--74"]),
    work!("book", "efron1982jackknife", "Efron, Bradley", "The Jackknife, the Bootstrap and Other Resampling Plans", 1982, ["publisher": "SIAM"]),
    work!("article", "entman1993framing", "Entman, Robert M.", "Framing: Toward Clarification of a Fractured Paradigm", 1993, ["journal": "Journal of Communication", "volume": "43", "number": "4", "pages": "51--58"]),
    work!("article", "garwood1936fiducial", "Garwood, F.", "Fiducial Limits for the Poisson Distribution", 1936, ["journal": "Biometrika", "volume": "28", "number": "3/4", "pages": "437--442"]),
    work!("article", "gries2008dispersions", "Gries, Stefan Th.", "Dispersions and Adjusted Frequencies in Corpora", 2008, ["journal": "International Journal of Corpus Linguistics", "volume": "13", "number": "4", "pages": "403--437"]),
    work!("misc", "hardie2014log", "Hardie, Andrew", "Log Ratio: An Informal Introduction", 2014, ["howpublished": "ESRC Centre for Corpus Approaches to Social Science (CASS)"]),
    work!("article", "luhn1960keyword", "Luhn, H. P.", "Key Word-in-Context Index for Technical Literature", 1960, ["journal": "American Documentation", "volume": "11", "number": "4", "pages": "288--295"]),
    work!("article", "monroe2008fightin", "Monroe, Burt L. and Colaresi, Michael P. and Quinn, Kevin M.", "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of Political Conflict", 2008, ["journal": "Political Analysis", "volume": "16", "number": "4", "pages": "372--403"]),
    work!("article", "phipson2010permutation", "Phipson, Belinda and Smyth, Gordon K.", "Permutation P-values Should Never Be Zero", 2010, ["journal": "Statistical Applications in Genetics and Molecular Biology", "volume": "9", "number": "1"]),
    work!("article", "rao1992simple", "Rao, J. N. K. and Scott, A. J.", "A Simple Method for the Analysis of Clustered Binary Data", 1992, ["journal": "Biometrics", "volume": "48", "number": "2", "pages": "577--585"]),
    work!("article", "satterthwaite1946approximate", "Satterthwaite, F. E.", "An Approximate Distribution of Estimates of Variance Components", 1946, ["journal": "Biometrics Bulletin", "volume": "2", "number": "6", "pages": "110--114"]),
    work!("article", "sauri2009factbank", "Saur{\\'\\i}, Roser and Pustejovsky, James", "FactBank: A Corpus Annotated with Event Factuality", 2009, ["journal": "Language Resources and Evaluation", "volume": "43", "number": "3", "pages": "227--268"]),
    work!("book", "westfall1993resampling", "Westfall, Peter H. and Young, S. Stanley", "Resampling-Based Multiple Testing", 1993, ["publisher": "Wiley"]),
    work!("article", "young2012affective", "Young, Lori and Soroka, Stuart", "Affective News: The Automated Coding of Sentiment in Political Texts", 2012, ["journal": "Political Communication", "volume": "29", "number": "2", "pages": "205--231"]),
];

impl Work {
    /// The work of a key.
    pub(super) fn named(key: &str) -> Option<&'static Work> {
        WORKS.iter().find(|work| work.key == key)
    }
}

/// Every work that this program's methods rest on, as BibTeX, the program first.
///
/// ```
/// let bibliography = parallax::report::bibliography();
/// assert!(bibliography.starts_with("@software{parallax,\n"));
/// assert!(bibliography.contains("@article{garwood1936fiducial,"));
/// ```
#[must_use]
pub fn bibliography() -> String {
    bibtex(&WORKS.iter().collect::<Vec<_>>())
}

pub(super) fn bibtex(works: &[&Work]) -> String {
    let entry = |work: &&Work| {
        let year = work.year.to_string();
        let fields = [("author", work.author), ("title", work.title)].into_iter();
        let fields = fields.chain(work.fields.iter().copied()).chain([("year", year.as_str())]);
        let lines: Vec<String> = fields.map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
        format!("@{}{{{},\n{}\n}}\n", work.kind, work.key, lines.join(",\n"))
    };
    works.iter().map(entry).collect::<Vec<_>>().join("\n")
}

/// A work as a list of references has it.
pub(super) fn reference(work: &Work) -> String {
    let author = work.author.replace("{\\'\\i}", "í").replace(['{', '}'], "").replace(" and ", "; ");
    let field =
        |name: &str| work.fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.replace("--", "–"));
    let mut text = format!("{author} ({}). {}.", work.year, work.title);
    for name in ["journal", "publisher", "howpublished", "version"] {
        if let Some(value) = field(name) {
            let prefix = if name == "version" { "Version " } else { "" };
            let volume = field("volume").map_or_else(String::new, |volume| {
                let number = field("number").map_or_else(String::new, |number| format!("({number})"));
                format!(" {volume}{number}")
            });
            let pages = field("pages").map_or_else(String::new, |pages| format!(", {pages}"));
            text += &format!(" {prefix}{value}{volume}{pages}.");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_used_once_and_braces_close() {
        let bibliography = bibliography();
        for work in &WORKS {
            assert_eq!(bibliography.matches(&format!("{{{},", work.key)).count(), 1, "{}", work.key);
        }
        assert_eq!(bibliography.matches('{').count(), bibliography.matches('}').count());
    }

    #[test]
    fn a_reference_reads_as_one() {
        let garwood = reference(Work::named("garwood1936fiducial").unwrap());
        assert_eq!(
            garwood,
            "Garwood, F. (1936). Fiducial Limits for the Poisson Distribution. Biometrika 28(3/4), 437–442."
        );
    }
}
