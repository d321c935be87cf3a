//! Sentences as spans.
//!
//! Borders come from `sentencex` (rules of the Wikimedia Foundation); the repairs are ours, for
//! borders that it sets inside a time ("5 a.m. Tuesday") or inside initials behind a hyphen
//! ("D-N.Y.", "the Vietnam-U.S. summit"), or misses at a line break. Blank lines always end a
//! sentence, so headings and bullet lines stand alone.

use crate::article::Span;

/// The sentences of a field, in order, trimmed of white space, none empty.
///
/// `lang` is an ISO 639-1 code; unknown languages fall back to English rules.
pub fn split(field: &str, lang: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (start, end) in lines(field) {
        let first = out.len();
        let line = &field[start..end];
        let mut at = 0;
        for piece in sentencex::segment(lang, line) {
            // Pieces are slices of the line, in order.
            let offset = line[at..].find(piece).map_or(at, |i| at + i);
            at = offset + piece.len();
            push(field, start + offset, start + at, first, &mut out);
        }
        if at < line.len() {
            push(field, start + at, end, first, &mut out);
        }
    }
    out
}

/// Adds the trimmed piece, or glues it to the one before where the border was none.
fn push(field: &str, start: usize, end: usize, first: usize, out: &mut Vec<Span>) {
    let piece = &field[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let trimmed = piece.trim();
    if trimmed.is_empty() {
        return;
    }
    let span = Span::new(start + lead, start + lead + trimmed.len());
    if out.len() > first {
        let before = out.last_mut().expect("not empty");
        let touches = before.end as usize == start + lead;
        if is_false_border(before.of(field), trimmed) || touches && is_initial(trimmed) {
            before.end = span.end;
            return;
        }
    }
    out.push(span);
}

/// `a.m.` before a weekday or month, a lone number sign "No." before a digit.
fn is_false_border(before: &str, after: &str) -> bool {
    let tail = before.rsplit(char::is_whitespace).next().unwrap_or("").to_ascii_lowercase();
    let next = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let clock = matches!(tail.as_str(), "a.m." | "p.m.") && is_day_or_month(next);
    let number = tail == "no." && next.starts_with(|c: char| c.is_ascii_digit());
    clock || number
}

/// Begins with one capital letter and a full stop.
fn is_initial(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.')
}

fn is_day_or_month(word: &str) -> bool {
    const STARTS: [&str; 19] = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun",
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    word.get(..3).is_some_and(|w| STARTS.contains(&w))
}

/// Paragraphs: pieces between line breaks, where a break ends a paragraph if a blank line follows
/// or the line already ends like a sentence; hard-wrapped lines (as on old wires) stay together.
fn lines(field: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(i) = field[at..].find('\n') {
        let newline = at + i;
        at = newline + 1;
        let rest = &field[at..];
        let blank = rest.split('\n').next().is_none_or(|l| l.trim().is_empty());
        let indented = rest.starts_with([' ', '\t']);
        let ends = field[start..newline].trim_end().ends_with(['.', '!', '?', '"', '”', ':', ')']);
        let long = newline - field[start..newline].rfind('\n').map_or(start, |i| start + i) > 100;
        if blank || indented || ends || long {
            out.push((start, newline));
            start = at;
        }
    }
    out.push((start, field.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(field: &str) -> Vec<&str> {
        split(field, "en").iter().map(|s| s.of(field)).collect()
    }

    #[test]
    fn survives_abbreviations_and_tickers() {
        let text = "U.S. President Joe Biden met Mr. Xi on Sept. 10 in Hanoi. Shares of Alphabet \
                    (GOOGL.O) rose. The deal is worth $7.8 billion. It starts at 5 a.m. Tuesday, \
                    officials said. No. 2 seed Spain won.";
        assert_eq!(
            texts(text),
            [
                "U.S. President Joe Biden met Mr. Xi on Sept. 10 in Hanoi.",
                "Shares of Alphabet (GOOGL.O) rose.",
                "The deal is worth $7.8 billion.",
                "It starts at 5 a.m. Tuesday, officials said.",
                "No. 2 seed Spain won.",
            ]
        );
    }

    #[test]
    fn initials_behind_a_hyphen_are_no_border() {
        let text = "Chuck Schumer, D-N.Y., spoke. The Vietnam-U.S. summit began.";
        let sentences = ["Chuck Schumer, D-N.Y., spoke.", "The Vietnam-U.S. summit began."];
        assert_eq!(texts(text), sentences);
    }

    #[test]
    fn headings_stand_alone_and_wrapped_lines_do_not() {
        assert_eq!(
            texts("Rare earths\n\nIt has much.\nMore"),
            ["Rare earths", "It has much.", "More"]
        );
        assert_eq!(
            texts("Showers fell in\nthe zone. They end\nsoon."),
            ["Showers fell in\nthe zone.", "They end\nsoon."]
        );
    }

    #[test]
    fn quotes_stay_with_their_sentence() {
        assert_eq!(
            texts("\"We won't stop,\" said Dr. Smith. He left."),
            ["\"We won't stop,\" said Dr. Smith.", "He left."]
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(texts(" \n\t\n").is_empty());
    }
}
