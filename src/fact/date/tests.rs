//! A table of sentences with their dates, and what must hold for any text.

use proptest::prelude::*;

use super::*;
use crate::text::tokens::tokenise;

fn find_in(sentence: &str, published: Option<Date>) -> Vec<DateMention> {
    find(&Words::new(sentence, &tokenise(sentence)), published)
}

fn written(dates: &[DateMention]) -> String {
    let one = |d: &DateMention| match d.days {
        Some(days) => format!("{}..{}", days.from, days.to),
        None => "?".to_owned(),
    };
    let all: Vec<String> = dates.iter().map(one).collect();
    if all.is_empty() { "-".to_owned() } else { all.join("; ") }
}

#[test]
fn dates_of_sentences() {
    let mut wrong = Vec::new();
    let rows = include_str!("dates.tsv").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let found = written(&find_in(cells[1], cells[0].parse().ok()));
        if found != cells[2] {
            wrong.push(format!("{row}\n    found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_hold_the_whole_date() {
    let field = "On Monday (September 11), and again on Sept. 12, 2023, it rained.";
    let spans: Vec<&str> = find_in(field, None).iter().map(|d| d.span.of(field)).collect();
    assert_eq!(spans, ["Monday (September 11)", "Sept. 12, 2023"]);
}

#[test]
fn only_disjoint_days_contradict() {
    let on = |sentence: &str| find_in(sentence, Some(jiff::civil::date(2023, 9, 11)))[0];
    let day = on("It opened on Sunday.");
    assert!(compatible(&day, &on("It opened on September 10.")));
    assert!(compatible(&day, &on("It opened this month.")));
    assert!(!compatible(&day, &on("It opened on September 9.")));
    assert!(compatible(&day, &find_in("It opened on Friday.", None)[0]));
    assert!(compatible(&on("It was shut 41 years ago."), &on("It was shut in 1982.")));
}

proptest! {
    #[test]
    fn any_text_is_read(field in r"([0-9]{1,4}[-/, ]?|Sept\. |May |Sunday |next |last |this |year |month |ago |days |to |and |will |the |of |\PC ){0,30}", day in 0i32..40_000) {
        let published = jiff::civil::date(1950, 1, 1).checked_add(jiff::ToSpan::days(day)).ok();
        let mut last = 0;
        for date in find_in(&field, published) {
            prop_assert!(date.span.start >= last && date.end > date.first);
            prop_assert!(date.days.is_none_or(|d| d.from <= d.to));
            last = date.span.end;
        }
    }
}
