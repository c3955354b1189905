//! Abbreviations whose full stop belongs to the word, and what may follow them.

/// How an abbreviation stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A title or the like: a name follows, so no sentence ends here ("Gen. Lee").
    Leading,
    /// It may end a sentence: it does when a usual first word follows ("in the U.S. The").
    Trailing,
    /// An abbreviation only before a figure ("No. 10").
    BeforeFigure,
}

/// Written with a capital, or at the start of a title: a name follows.
const LEADING: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mx", "Messrs", "Mmes", "Dr", "Drs", "Prof", "Profs", "Rev", "Revs", "Fr", "Hon", "Rt", "Gen",
    "Gens", "Lt", "Col", "Cols", "Maj", "Capt", "Capts", "Cmdr", "Cpl", "Sgt", "Sgts", "Pvt", "Adm", "Adms", "Brig",
    "Cdr", "Gov", "Govs", "Sen", "Sens", "Rep", "Reps", "Pres", "Supt", "Insp", "Det", "Amb", "Sec", "St", "Ste", "Mt",
    "Ft", "Pt", "Assn", "Msgr", "Sr", "Sra", "Mme", "Mlle", "Hr", "Fn",
];

/// Written with a capital; they may end a sentence.
const TRAILING: &[&str] = &[
    "Jr", "Inc", "Corp", "Ltd", "Co", "Cos", "Bros", "Plc", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
    "Sept", "Oct", "Nov", "Dec", "Mon", "Tues", "Thurs", "Ave", "Blvd", "Rd", "Dept", "Univ", "Ala", "Ariz", "Ark",
    "Calif", "Colo", "Conn", "Fla", "Ga", "Kan", "Kans", "Ky", "La", "Mass", "Md", "Mich", "Minn", "Mo", "Mont", "Neb",
    "Nev", "Okla", "Ore", "Pa", "Penn", "Tenn", "Tex", "Va", "Vt", "Wis", "Wyo", "Ont", "Que", "Esq", "Bt",
];

/// Lower case or capital.
const SMALL: &[&str] = &["etc", "vs", "approx", "dept", "al", "cf", "viz", "incl", "resp", "sq", "ph"];

/// Ordinary words that are abbreviations before a figure.
const BEFORE_FIGURE: &[&str] =
    &["no", "nos", "art", "arts", "fig", "figs", "vol", "vols", "pp", "ch", "sec", "para", "ca", "op"];

/// Words that open sentences far more often than they open names.
const STARTERS: &[&str] = &[
    "The",
    "A",
    "An",
    "This",
    "That",
    "These",
    "Those",
    "It",
    "Its",
    "He",
    "She",
    "They",
    "We",
    "You",
    "I",
    "His",
    "Her",
    "Their",
    "Our",
    "My",
    "In",
    "On",
    "At",
    "By",
    "For",
    "From",
    "With",
    "Without",
    "As",
    "But",
    "And",
    "Or",
    "So",
    "Yet",
    "If",
    "When",
    "While",
    "Where",
    "Why",
    "How",
    "What",
    "Who",
    "There",
    "Here",
    "Then",
    "Now",
    "After",
    "Before",
    "Since",
    "Because",
    "Although",
    "Though",
    "However",
    "Meanwhile",
    "Some",
    "Many",
    "Most",
    "Several",
    "Both",
    "Each",
    "Every",
    "Not",
    "No",
    "Nor",
    "Only",
    "Even",
    "Also",
    "Still",
    "Such",
    "Under",
    "Over",
    "Despite",
    "During",
    "Until",
    "Instead",
    "Asked",
    "About",
    "Once",
    "Let",
    "Last",
];

/// The abbreviation that a run of letters before a full stop is, if it is one.
pub(super) fn abbreviation(word: &str, next_is_figure: bool) -> Option<Abbreviation> {
    if word.len() > 6 {
        return None;
    }
    if LEADING.contains(&word) {
        return Some(Abbreviation::Leading);
    }
    if TRAILING.contains(&word) {
        return Some(Abbreviation::Trailing);
    }
    let is_one_of = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_one_of(SMALL) {
        return Some(Abbreviation::Trailing);
    }
    (next_is_figure && is_one_of(BEFORE_FIGURE)).then_some(Abbreviation::BeforeFigure)
}

/// Whether a capitalised word usually opens a sentence.
pub(super) fn starts_sentences(word: &str) -> bool {
    STARTERS.contains(&word)
}
