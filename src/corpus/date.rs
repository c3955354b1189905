//! Days in the forms that news uses.

use jiff::civil::Date;
use jiff::fmt::temporal::DateTimeParser;

/// The day as written, whatever the zone behind it. Read are
///
/// - ISO 8601 and RFC 3339: `2024-03-18`, `2024-03-18T10:00:00+01:00`, `2024-03-18 10:00`; with the year first also
///   `2024/3/18`, `20240318`, `20240318T100000Z` and `20240318100000`;
/// - RFC 2822 and what is like it: `Mon, 18 Mar 2024 10:00:00 +0100`, `18 March 2024`, `18. März` is not;
/// - `March 18, 2024`, `Mar. 18, 2024 Monday`, `Monday, March 18th, 2024, 10:00 AM EST`.
///
/// Months are read in English. `03/04/2024` is no date: it is one day in London and another in New York.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    // a plain parse into a civil date refuses a `Z`
    DateTimeParser::new()
        .parse_pieces(text)
        .ok()
        .map(|pieces| pieces.date())
        .or_else(|| compact(text))
        .or_else(|| in_words(text))
}

/// The year first, in digits.
fn compact(text: &str) -> Option<Date> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let (year, month, day) = match digits {
        8 | 12 | 14 if matches!(text.as_bytes().get(digits), None | Some(b'T' | b' ' | b'Z')) => {
            (number(0..4)?, number(4..6)?, number(6..8)?)
        }
        4 => {
            let separator = *text.as_bytes().get(4).filter(|byte| matches!(byte, b'/' | b'.'))?;
            let mut parts = text.split([char::from(separator), ' ', 'T']);
            let mut next = || parts.next()?.parse::<i16>().ok();
            (next()?, next()?, next()?)
        }
        _ => return None,
    };
    civil(year, month, day)
}

/// A month's name among the words, with a day and a year around it.
fn in_words(text: &str) -> Option<Date> {
    let words = || {
        text.split(|letter: char| letter.is_whitespace() || letter == ',' || letter == '-')
            .filter(|word| !word.is_empty())
    };
    let words: Vec<&str> = words().take(8).collect();
    let place = words.iter().position(|word| month(word).is_some())?;
    let month = month(words[place])?;
    let before = place.checked_sub(1).and_then(|before| day_number(words[before]));
    let (day, year) = match (before, words.get(place + 1), words.get(place + 2)) {
        (Some(day), Some(year), _) => (day, year),
        (None, Some(day), Some(year)) => (day_number(day)?, year),
        _ => return None,
    };
    // years of two digits are anybody's guess
    let year = year.trim_end_matches(['.', ';', ':']);
    (year.len() == 4).then(|| civil(year.parse().ok()?, month, day))?
}

/// `5`, `05`, `5th`, `5.`
fn day_number(word: &str) -> Option<i16> {
    let word = word.trim_end_matches('.');
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th").then(|| word.get(..digits)?.parse().ok())?
}

fn month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_it = |name: &&str| word == *name || word == name[..3] || (word == "sept" && *name == "september");
    MONTHS.iter().position(is_it).map(|place| place as i16 + 1)
}

/// A day that exists, in years that have newspapers.
fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    let in_print = (1600..=2200).contains(&year);
    in_print.then(|| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_written() {
        let rows = [
            ("2024-03-18", Some("2024-03-18")),
            ("2024-03-18T23:30:00-11:00", Some("2024-03-18")),
            ("2024/3/18", Some("2024-03-18")),
            ("2022/01/05/", Some("2022-01-05")),
            ("20220105", Some("2022-01-05")),
            ("20220105T233000Z", Some("2022-01-05")),
            ("20220105233000", Some("2022-01-05")),
            ("Wed, 05 Jan 2022 23:30:00 -0800", Some("2022-01-05")),
            ("5 Jan 2022", Some("2022-01-05")),
            ("05-Jan-2022", Some("2022-01-05")),
            ("5 January 2022", Some("2022-01-05")),
            ("January 5, 2022", Some("2022-01-05")),
            ("January 5, 2022 Wednesday 10:14 AM GMT", Some("2022-01-05")),
            ("Wednesday, January 5th, 2022", Some("2022-01-05")),
            ("Jan. 5, 2022", Some("2022-01-05")),
            ("Sept. 5, 2022", Some("2022-09-05")),
            ("May 5, 2022", Some("2022-05-05")),
            ("last May", None),
            ("May 2022", None),
            ("05/01/2022", None),
            ("5 Jan 22", None),
            ("30 February 2022", None),
            ("1710756000", None),
            ("12345678", None),
            ("2024-03", None),
            ("2024", None),
            ("10:00:00", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), expected, "{text:?}");
        }
    }
}
