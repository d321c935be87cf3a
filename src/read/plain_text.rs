//! Plain text: one file, one article.
//!
//! The file may begin with a date (`date 2023-09-10 `), which is cut. What is then a short first
//! line that ends without a full stop, with a blank line after it and text after that, is the
//! title and is cut as well. White space at both ends of the rest is trimmed.

use super::date;
use super::draft::Draft;
use super::encoding;
use super::fields::{RecordField, Target};

/// Longest title in bytes.
const LONGEST_TITLE: usize = 200;

/// Reads a whole file. Never refuses; what was guessed is told in [`Draft::repair`].
pub(crate) fn parse(bytes: &[u8], draft: &mut Draft) {
    let decoded = encoding::decode(bytes);
    if decoded.guessed {
        draft.repair = Some(if decoded.text.contains('\u{FFFD}') {
            format!("is not valid {}; broken characters were replaced", decoded.encoding)
        } else {
            format!("is not valid UTF-8; read as {}", decoded.encoding)
        });
    }
    let (published, rest) = cut_date(decoded.text.trim());
    if let Some(published) = published {
        draft.set_date(published);
    }
    let (title, text) = cut_title(rest);
    draft.offer(Target { field: RecordField::Title, rank: 0 }, title);
    draft.offer(Target { field: RecordField::Text, rank: 0 }, text);
}

/// Cuts `date 2023-09-10 ` from the start, if the date is one.
fn cut_date(text: &str) -> (Option<jiff::Timestamp>, &str) {
    let found = text
        .get(..4)
        .filter(|word| word.eq_ignore_ascii_case("date"))
        .map(|_| text[4..].trim_start_matches(':'))
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .map(str::trim_start)
        .and_then(|rest| {
            let word = rest.split(char::is_whitespace).next()?;
            let iso = word.len() >= 10 && word.as_bytes()[4] == b'-';
            let published = iso.then(|| date::parse(word)).flatten()?;
            Some((published, rest[word.len()..].trim_start()))
        });
    found.map_or((None, text), |(published, rest)| (Some(published), rest))
}

/// Cuts a title from the start, if there is one.
fn cut_title(text: &str) -> (&str, &str) {
    let Some((first, rest)) = text.split_once('\n') else { return ("", text) };
    let title = first.trim();
    let Some((blank, body)) = rest.split_once('\n') else { return ("", text) };
    let is_title = !title.is_empty()
        && title.len() <= LONGEST_TITLE
        && !title.ends_with(['.', '。'])
        && blank.trim().is_empty()
        && !body.trim().is_empty();
    if is_title { (title, body.trim_start()) } else { ("", text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, String, Option<String>) {
        let mut draft = Draft::default();
        parse(text.as_bytes(), &mut draft);
        let date = draft.published().map(|t| t.to_string());
        let title = draft.title.get().unwrap_or_default().to_owned();
        (date, title, draft.text.get().map(str::to_owned))
    }

    #[test]
    fn a_date_at_the_start_is_cut() {
        let day = Some("2023-09-10T00:00:00Z".to_owned());
        for text in [" date 2023-09-10 Two men met.", "DATE: 2023-09-10\n\nTwo men met.\n"] {
            assert_eq!(read(text), (day.clone(), String::new(), Some("Two men met.".into())));
        }
        for text in ["date 2023-02-30 Two men met.", "dates 2023-09-10 x.", "date tomorrow x"] {
            assert_eq!(read(text), (None, String::new(), Some(text.into())), "{text}");
        }
        assert_eq!(read("date 2023-09-10"), (day, String::new(), None));
    }

    #[test]
    fn a_title_is_short_without_full_stop_and_stands_alone() {
        let with = read("Two men meet\r\n\r\nThey met on Sunday.\nAgain.");
        assert_eq!(with, (None, "Two men meet".into(), Some("They met on Sunday.\nAgain.".into())));
        let dated = read("date 2023-09-10 Two men meet\n\nThey met.");
        assert_eq!(dated.1, "Two men meet");
        let long = format!("{}\n\nThey met.", "x".repeat(LONGEST_TITLE + 1));
        for text in ["Two men met.\n\nOn Sunday.", "Two men\nmet on Sunday.", "Two men meet", &long]
        {
            assert_eq!(read(text), (None, String::new(), Some(text.into())));
        }
        assert_eq!(read("Two men meet\n\n").2.as_deref(), Some("Two men meet"));
    }

    #[test]
    fn nothing_is_an_empty_article() {
        assert_eq!(read(" \n "), (None, String::new(), None));
    }
}
