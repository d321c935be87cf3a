//! Tables of traps: sentences with their figures, and pairs of sentences with their verdict.

use proptest::prelude::*;

use super::*;
use crate::fact::date;
use crate::fact::lexicon::Lexicon;
use crate::fact::words::Words;
use crate::text::tokens::tokenise;

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

fn figures(sentence: &str) -> Figures {
    let tokens = tokenise(sentence);
    let words = Words::new(sentence, &tokens);
    find(&words, &date::find(&words, None), Lexicon::shared())
}

/// A figure as the table writes it.
fn written(q: &Quantity, words: &Words) -> String {
    let word_of = |stem: StemId| {
        let of = |i: &usize| Lexicon::shared().stem_id(words.at(*i)) == stem;
        words.at((0..words.len()).find(of).expect("a word of the sentence")).to_owned()
    };
    let bound = match q.bound {
        Bound::Exact => "",
        Bound::About => "~",
        Bound::AtLeast => ">=",
        Bound::MoreThan => ">",
        Bound::AtMost => "<=",
        Bound::LessThan => "<",
    };
    let number = |x: f64| format!("{x:.2}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let mut out = format!("{bound}{}", number(q.low));
    if q.high > q.low {
        out = out + "-" + &number(q.high);
    }
    let unit = match q.unit {
        Unit::Count => "",
        Unit::Money(Currency(code)) => &format!(" {}", String::from_utf8_lossy(&code)),
        Unit::Percent => " %",
        Unit::PercentagePoint => " points",
        Unit::Age => " years old",
        Unit::Time(_) => " days",
        Unit::Distance => " m",
        Unit::Area => " m2",
        Unit::Mass => " kg",
        Unit::Speed => " km/h",
        Unit::Temperature(TemperatureScale::Celsius) => " degrees C",
        Unit::Temperature(TemperatureScale::Unstated) => " degrees",
        Unit::Magnitude => " magnitude",
        Unit::Rank => " rank",
    };
    out += unit;
    if let Some(per) = q.per {
        out = out + "/" + &word_of(per);
    }
    if let Some(role) = q.role {
        out = out + " " + &format!("{role:?}").to_lowercase();
    }
    if q.is_part {
        out += " part";
    }
    if let Some(thing) = q.thing {
        let of = if thing.holds { " of:" } else { ":" };
        out = out + of + &word_of(thing.noun.stem);
    }
    out
}

#[test]
fn figures_of_sentences() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("figures.tsv")) {
        let words = Words::new(row[0], &tokenise(row[0]));
        let all = figures(row[0]).quantities;
        let found: Vec<String> = all.iter().map(|q| written(q, &words)).collect();
        let found = if found.is_empty() { "-".to_owned() } else { found.join("; ") };
        if found != row[1] {
            wrong.push(format!("{}\n    expected {}\n    found    {found}", row[0], row[1]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is found other than `expected`, whichever sentence comes first.
fn misjudged(expected: &str, a: &str, b: &str) -> Option<String> {
    [(a, b), (b, a)].into_iter().find_map(|(a, b)| {
        let found = compare(&figures(a), &figures(b), Lexicon::shared());
        let verdict = match (found.conflicting.is_empty(), found.agreeing.is_empty()) {
            (false, _) => "conflict",
            (true, false) => "agree",
            (true, true) => "apart",
        };
        (verdict != expected).then(|| format!("{verdict}, expected {expected}\n    {a}\n    {b}"))
    })
}

#[test]
fn what_ties_the_sentences_makes_a_conflict_stronger() {
    let strengths = |a: &str, b: &str| -> Vec<Strength> {
        let found = compare(&figures(a), &figures(b), Lexicon::shared());
        found.conflicting.iter().map(|pair| pair.strength).collect()
    };
    let twelve = "The fire in Kelso killed 12 people.";
    assert_eq!(strengths(twelve, "The fire in Kelso killed 15 people."), [Strength::Strong]);
    assert_eq!(strengths(twelve, "The fire in Oxley killed 15 people."), [Strength::Good]);
    // A length that agrees makes up for the words that the amounts lack.
    let alone = strengths("The bridge cost $40 million.", "It took $46 million to span the river.");
    let tied = strengths(
        "The bridge of 12 miles cost $40 million.",
        "It took $46 million to span the river, 12 miles.",
    );
    assert_eq!((alone, tied), (vec![], vec![Strength::Good]));
}

#[test]
fn verdicts_of_pairs() {
    let traps = rows(include_str!("traps.tsv"));
    let wrong: Vec<String> = traps.filter_map(|row| misjudged(row[0], row[1], row[2])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn verdicts_of_one_sentence_with_two_figures() {
    let filled = |row: &[&str], with: usize| row[1].replace("{}", row[with]);
    let wrong: Vec<String> = rows(include_str!("equal.tsv"))
        .filter_map(|row| misjudged(row[0], &filled(&row, 2), &filled(&row, 3)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fates_are_told_in_english_alone() {
    let field = "Am Samstag feierten 5000 Fans die Mannschaft in Berlin.";
    let words = Words::new(field, &tokenise(field)).in_language("de");
    let found = find(&words, &[], Lexicon::shared()).quantities;
    assert_eq!((found.len(), found[0].role, found[0].value()), (1, None, 5000.0));
    assert!(found[0].thing.is_some(), "what is counted is told in any language");
}

#[test]
fn cases_are_of_people_where_an_illness_is_named() {
    let role = |field: &str| figures(field).quantities[0].role;
    assert_eq!(role("Cases of measles in Kelso climbed to 31."), Some(Role::Infected));
    assert_eq!(role("Cases of theft in Kelso climbed to 31."), None);
}

#[test]
fn spans_point_at_the_figure() {
    let field = "Xi said 12 people and $7.8 billion, then 90 days.";
    let spans: Vec<&str> = figures(field).quantities.iter().map(|q| q.span.of(field)).collect();
    assert_eq!(spans, ["12", "$7.8 billion", "90 days"]);
}

#[test]
fn as_of_follows_its_cue() {
    let field = "As of Sunday, 212 people had been killed.";
    let words = Words::new(field, &tokenise(field));
    let dates = date::find(&words, Some(jiff::civil::date(2023, 9, 12)));
    let mut figures = find(&words, &dates, Lexicon::shared());
    set_as_of(&mut figures, &dates, &words);
    let sunday = DayRange::day(jiff::civil::date(2023, 9, 10));
    assert_eq!(figures.quantities[0].as_of, Some(sunday));
    assert!(figures.quantities[0].is_monotone());
}

#[test]
fn each_figure_conflicts_once() {
    let a = figures("Oslo shares of Norsk fell 1.3 percent and shares of Brook fell 1.9 percent.");
    let b = figures("Oslo shares of Norsk fell 2.0 percent and shares of Brook fell 2.3 percent.");
    let found = compare(&a, &b, Lexicon::shared());
    let pairs: Vec<_> = found.conflicting.iter().map(|p| (p.a, p.b)).collect();
    assert_eq!(pairs, [(0, 0), (1, 1)]);
}

#[test]
fn a_table_of_figures_is_cut_short() {
    let field = "killed 10 people and 12 percent of $5 million, ".repeat(3000);
    let words = Words::new(&field, &tokenise(&field));
    assert_eq!(find(&words, &[], Lexicon::shared()).quantities.len(), MAX_FIGURES);
}

proptest! {
    /// Whatever the text: no panic, spans in order inside the field, ranges in order, and a
    /// figure never conflicts with itself.
    #[test]
    fn any_text_is_read(field in r"([0-9]{1,4}[.,:$% -]?|[$£%#.,;()-]|a |one |half |dozen |million |to |and |of |killed |people |percent |year|-old|No|the |second|largest|Sept|\. |\PC ){0,40}") {
        let found = figures(&field);
        let mut last = 0;
        for q in &found.quantities {
            prop_assert!(q.span.start >= last && q.span.end as usize <= field.len());
            prop_assert!(!q.span.of(&field).is_empty());
            prop_assert!(q.low <= q.high && q.high.is_finite());
            last = q.span.start;
        }
        let twice = compare(&found, &found, Lexicon::shared());
        prop_assert!(twice.conflicting.is_empty());
    }

    #[test]
    fn comparing_is_symmetric(x in 0u32..5000, y in 0u32..5000, bounds in (0usize..5, 0usize..5)) {
        const BOUNDS: [&str; 5] = ["", "about ", "at least ", "up to ", "more than "];
        let a = figures(&format!("The flood killed {}{x} people.", BOUNDS[bounds.0]));
        let b = figures(&format!("The flood killed {}{y} people.", BOUNDS[bounds.1]));
        let verdict = |a, b| compare(a, b, Lexicon::shared()).conflicting.len();
        prop_assert_eq!(verdict(&a, &b), verdict(&b, &a));
    }
}
