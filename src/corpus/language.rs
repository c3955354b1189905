//! Which language a text is in, where nobody said it.

use whatlang::Lang;

/// How much of a text is looked at, in bytes: the first paragraphs tell.
const HEAD: usize = 1500;
/// Less than this tells nothing.
const LEAST: usize = 200;

/// The language of a text that is plainly in another one than English. `None`: it is in English, it is too short, or the
/// guess is not sure. Languages that look much alike (Norwegian, Danish) can be taken for each other.
pub(super) fn foreign(text: &str) -> Option<&'static str> {
    let end = (0..=HEAD.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let head = &text[..end];
    if head.len() < LEAST || is_english(head) {
        return None;
    }
    let found = whatlang::detect(head)?;
    (found.is_reliable() && found.lang() != Lang::Eng).then(|| tag(found.lang()))?
}

/// Whether one word in twenty is one that English cannot do without: cheap, and enough for most of what is read. It looks
/// no further than where the words to come could not change that.
fn is_english(text: &str) -> bool {
    let (mut all, mut english, mut left) = (0, 0, text.len());
    for word in text.split_ascii_whitespace() {
        all += 1;
        english += usize::from(matches!(word, "the" | "The" | "of" | "and" | "to" | "that" | "for" | "with" | "said"));
        // a word takes a letter and a space
        left = left.saturating_sub(word.len() + 1);
        if english * 20 >= all + left.div_ceil(2) {
            return true;
        }
    }
    english * 20 >= all
}

/// Two letters where there are two.
fn tag(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kat => "ka",
        Lang::Kor => "ko",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mkd => "mk",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tha => "th",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        // of the others whatlang is seldom sure, and no lexicon is likely
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_foreign_is_told() {
        let german = "Die Hafenarbeiter haben am Dienstag die Arbeit niedergelegt, weil sie mehr Lohn fordern. Der Hafen \
            wollte sich dazu nicht äußern. Die Gewerkschaft sprach von einem Erfolg, während die Regierung zur Ruhe aufrief.";
        let russian = "Портовые рабочие во вторник прекратили работу, требуя повышения заработной платы. Администрация порта \
            отказалась от комментариев, а правительство призвало к спокойствию. Представители профсоюза заявили, что эта \
            забастовка стала успехом и что они намерены продолжать её до тех пор, пока не будут выполнены все требования \
            рабочих. Что будет дальше, никто не знает.";
        let english = "Dock workers walked out on Tuesday to ask for more pay. The port had no comment, and the government \
            called for calm. Officials of the union said that it was a success and that they would go on with it.";
        let headlines = "Crews Walk Out Port Elm Chaos Mounts Union Defiant Minister Pleads Calm Ships Queue Offshore Prices \
            Jump Shoppers Wait Shelves Empty Retailers Panic Talks Collapse Strike Enters Second Week Nobody Knows When";
        let rows = [
            ("german", german, Some("de")),
            ("russian", russian, Some("ru")),
            ("english", english, None),
            ("no_function_words", headlines, None),
            ("too_short", "Der Hafen wollte sich dazu nicht äußern.", None),
            ("empty", "", None),
        ];
        for (name, text, expected) in rows {
            assert_eq!(foreign(text), expected, "{name}");
        }
    }
}
