//! Headlines of a series: "Live blog, day 2", "Gold rates today, March 3", "Race 5 results".
//!
//! One outlet's headlines that differ only in a count of days, weeks, parts, rounds and the like,
//! or in a date, are alike by form; each instalment is news of its own. Such a pair carries no
//! edge. Other figures do not make a series: a toll that rises from 12 to 15 is one story.
//!
//! English words of series only; figures written as words are not seen.

use crate::text::calendar;
use crate::text::words::{hash_word, mix, words};

/// Words that count instalments, next to a figure.
const COUNTED: &[&str] = &[
    "chapter", "day", "edition", "episode", "game", "heat", "issue", "match", "matchday", "no",
    "part", "phase", "race", "round", "season", "session", "stage", "vol", "volume", "week",
];
/// Words besides those of the instalment that a headline of a series has.
const FEWEST_WORDS: usize = 2;

/// The instalment that a headline names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// Hash of the outlet and of the headline without its instalment.
    series: u64,
    /// Hash of what tells the instalments apart.
    which: u64,
}

impl Instalment {
    /// Reads a headline; `None` where it names no instalment.
    pub fn of(outlet: &str, headline: &str) -> Option<Self> {
        let words: Vec<String> =
            words(headline).map(|word| word.span.of(headline).to_lowercase()).collect();
        let (mut series, mut which) = (hash_word(outlet), 0);
        let (mut kept, mut named) = (0, false);
        for (at, word) in words.iter().enumerate() {
            if tells_instalment(&words, at) {
                which = mix(mix(which, 1), hash_word(word));
                named = true;
            } else {
                series = mix(mix(series, 1), hash_word(word));
                kept += 1;
            }
        }
        (named && kept >= FEWEST_WORDS).then_some(Self { series, which })
    }

    /// True for two different instalments of one series.
    pub fn is_other(self, other: Self) -> bool {
        self.series == other.series && self.which != other.which
    }
}

fn tells_instalment(words: &[String], at: usize) -> bool {
    let is_figure = words[at].starts_with(|c: char| c.is_ascii_digit());
    let mut beside = at.checked_sub(1).into_iter().chain([at + 1]).filter_map(|i| words.get(i));
    names_date(&words[at])
        || is_figure && beside.any(|word| names_date(word) || COUNTED.contains(&word.as_str()))
}

/// A month or a weekday.
fn names_date(word: &str) -> bool {
    let weekday = || calendar::weekday(word).or_else(|| calendar::short_weekday(word));
    calendar::month(word).is_some() || weekday().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_series(a: &str, b: &str) -> bool {
        let of = |headline| Instalment::of("ledger.example", headline);
        of(a).zip(of(b)).is_some_and(|(a, b)| a.is_other(b))
    }

    #[test]
    fn instalments_of_one_series() {
        assert!(is_series("Port strike live: Day 2", "Port strike live: day 3"));
        assert!(is_series("Gold rates today, March 3", "Gold rates today, April 14"));
        assert!(is_series("Week 5 race results", "Week 6 race results"));
    }

    #[test]
    fn other_figures_and_other_words_make_none() {
        assert!(!is_series("Quake toll rises to 12", "Quake toll rises to 15"));
        assert!(!is_series("Port strike live: Day 2", "Port strike live: Day 2"));
        assert!(!is_series("Port strike enters day 2", "Dock strike enters day 3"));
        assert!(!is_series("Day 2", "Day 3"), "too little to know it by");
    }

    #[test]
    fn another_outlet_has_its_own_series() {
        let of = |outlet, day: &str| Instalment::of(outlet, &format!("Port strike, day {day}"));
        let (a, b) = (of("a", "2").expect("named"), of("b", "3").expect("named"));
        assert!(!a.is_other(b));
    }
}
