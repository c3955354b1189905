//! When: hits and words by day, week, month, quarter or year, as fine as a reader can take in.

use super::table::Names;
use crate::counts::Counts;
use jiff::civil::Date;
use serde::Serialize;

/// No more periods than this: the finest step is taken that makes so few.
pub const MAX_PERIODS: usize = 26;
/// Fewer periods than this are no course of time.
const MIN_PERIODS: usize = 3;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

/// Hits and words by period.
#[derive(Clone, Debug, PartialEq)]
pub struct OverTime {
    /// How long the periods are.
    pub period: Period,
    /// The first day of each, without gaps.
    pub starts: Vec<Date>,
    /// A course for each category and group with a name, categories outermost, both in the order of their places.
    pub courses: Vec<Course>,
}

/// A category in a group over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The category, by its place in the header.
    pub category: u32,
    /// The group, by its place.
    pub group: usize,
    /// Hits in each period.
    pub hits: Vec<u64>,
    /// Words in each period; articles without a date are in none.
    pub words: Vec<u64>,
}

impl Period {
    const ALL: [Period; 5] = [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year];

    /// Its name: `day`, `week`, ...
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// Its number, counted so that neighbours differ by one.
    fn number(self, date: Date) -> i64 {
        let months = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        match self {
            Period::Day => days(date),
            // the first day of 1970 was a Thursday
            Period::Week => (days(date) + 3).div_euclid(7),
            Period::Month => months,
            Period::Quarter => months.div_euclid(3),
            Period::Year => i64::from(date.year()),
        }
    }
}

/// Days since 1970.
fn days(date: Date) -> i64 {
    let first = Date::constant(1970, 1, 1);
    i64::from(date.since(first).map_or(0, |span| span.get_days()))
}

impl OverTime {
    /// The course of counts over time; `None` where too few articles have dates, or all have nearly the same.
    pub(super) fn of(counts: &Counts, names: &Names) -> Option<Self> {
        let dates = || counts.rows().iter().filter_map(|row| row.date);
        let (first, last) = dates().min().zip(dates().max())?;
        let periods = |period: &Period| (period.number(last) - period.number(first) + 1) as usize;
        let period = Period::ALL.into_iter().find(|period| periods(period) <= MAX_PERIODS)?;
        let (from, length) = (period.number(first), periods(&period));
        if length < MIN_PERIODS {
            return None;
        }
        let starts = starts(period, first, last);
        let categories = &counts.header().categories;
        let groups = names.groups.len();
        let empty = |course: usize| Course {
            category: (course / groups) as u32,
            group: course % groups,
            hits: vec![0; length],
            words: vec![0; length],
        };
        let mut courses: Vec<Course> = (0..categories.len() * groups).map(empty).collect();
        for row in counts.rows() {
            let (Some(group), Some(date)) = (names.group(row.group.as_ref()), row.date) else { continue };
            let at = (period.number(date) - from) as usize;
            for (category, _) in categories.iter().enumerate().filter(|(_, c)| c.language == row.language) {
                let course = &mut courses[category * groups + group];
                course.words[at] += u64::from(row.words);
                course.hits[at] += row.hits(category as u32);
            }
        }
        Some(OverTime { period, starts, courses })
    }

    /// The course of a category in a group.
    #[must_use]
    pub fn course(&self, category: u32, group: usize) -> Option<&Course> {
        self.courses.iter().find(|course| (course.category, course.group) == (category, group))
    }
}

/// The first day of each period between two dates.
fn starts(period: Period, first: Date, last: Date) -> Vec<Date> {
    let mut starts = vec![first];
    let mut day = first;
    while let Ok(next) = day.tomorrow()
        && next <= last
    {
        if period.number(next) != period.number(day) {
            starts.push(next);
        }
        day = next;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finest_step_that_fits() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let rows = [
            ("a fortnight by day", "2022-01-02", "2022-01-15", Some((Period::Day, 14))),
            ("a spring by week", "2022-03-01", "2022-05-31", Some((Period::Week, 14))),
            ("a year by month", "2022-01-15", "2022-12-01", Some((Period::Month, 12))),
            ("five years by quarter", "2018-02-01", "2022-12-31", Some((Period::Quarter, 20))),
            ("twenty years by year", "2003-02-01", "2022-12-31", Some((Period::Year, 20))),
            ("two days are no course", "2022-01-02", "2022-01-03", None),
            ("a century is too long", "1901-01-01", "2022-01-01", None),
        ];
        for (name, first, last, expected) in rows {
            let lines: String = [first, last]
                .iter()
                .map(|day| {
                    format!("{{\"outlet\":\"A\",\"id\":\"{day}\",\"published\":\"{day}\",\"text\":\"A coup.\"}}\n")
                })
                .collect();
            let input = crate::Input::builder().reader("two", std::io::Cursor::new(lines)).open().unwrap();
            let plan = crate::counts::CountPlan::new(vec![crate::Lexicon::from_patterns("coup", ["coup"]).unwrap()]);
            let counts = input.count(&plan).unwrap().counts;
            let course = OverTime::of(&counts, &Names::of(&counts));
            assert_eq!(course.as_ref().map(|c| (c.period, c.starts.len())), expected, "{name}");
            if let Some(course) = course {
                assert_eq!(course.starts[0], date(first), "{name}");
                assert_eq!(course.courses[0].hits.iter().sum::<u64>(), 2, "{name}: no article is lost");
                assert_eq!(course.courses[0].words.len(), course.starts.len(), "{name}");
            }
        }
    }
}
