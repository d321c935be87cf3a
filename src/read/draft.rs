//! A record half read: the best value found so far for each field, in buffers that are used again.
//!
//! Formats fill a [`Draft`]; [`super::outlet`] and [`super::scan`] make an article of it.

use jiff::Timestamp;

use super::date;
use super::fields::{RecordField, Target};

/// Characters of a date that are told where it is not understood.
const TOLD: usize = 40;

/// One text field: its value and the rank of the name that it stood under.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    value: String,
    rank: Option<u8>,
}

impl Slot {
    /// The value, if there is one.
    pub fn get(&self) -> Option<&str> {
        self.rank.is_some().then_some(self.value.as_str())
    }

    /// True where a value found under `rank` is to be taken.
    fn wants(&self, rank: u8) -> bool {
        self.rank.is_none_or(|held| rank <= held)
    }

    fn clear(&mut self) {
        self.value.clear();
        self.rank = None;
    }
}

/// The fields of one record.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub id: Slot,
    pub title: Slot,
    pub text: Slot,
    pub source: Slot,
    pub url: Slot,
    pub lang: Slot,
    /// What copies are kept by.
    pub rank: Slot,
    date: Option<(u8, Timestamp)>,
    /// What stood where a title should be: "a number", "an object".
    title_misfit: Option<&'static str>,
    /// What stood where a text should be.
    text_misfit: Option<&'static str>,
    /// What stood where a date should be and names no day.
    date_misfit: Option<String>,
    /// How the record was repaired so that it could be read: "is not valid UTF-8; ..".
    pub repair: Option<String>,
}

impl Draft {
    /// Empties it; the buffers stay.
    pub fn clear(&mut self) {
        for field in RecordField::ALL {
            if let Some(slot) = self.slot(field) {
                slot.clear();
            }
        }
        self.rank.clear();
        self.date = None;
        self.title_misfit = None;
        self.text_misfit = None;
        self.date_misfit = None;
        self.repair = None;
    }

    fn slot(&mut self, field: RecordField) -> Option<&mut Slot> {
        Some(match field {
            RecordField::Id => &mut self.id,
            RecordField::Title => &mut self.title,
            RecordField::Text => &mut self.text,
            RecordField::Source => &mut self.source,
            RecordField::Url => &mut self.url,
            RecordField::Lang => &mut self.lang,
            RecordField::Rank => &mut self.rank,
            RecordField::Date => return None,
        })
    }

    /// Offers a value; white space alone is no value, a date must be understood.
    pub fn offer(&mut self, target: Target, value: &str) {
        let Target { field, rank } = target;
        let Some(slot) = self.slot(field) else {
            let found = || format!("{:?}", value.chars().take(TOLD).collect::<String>());
            let unclear = value.trim().is_empty() || date::is_ambiguous(value);
            return self.offer_date(rank, date::parse(value), (!unclear).then_some(found));
        };
        if !slot.wants(rank) || value.trim_start().is_empty() {
            return;
        }
        let value = match field {
            RecordField::Title | RecordField::Text => value,
            _ => value.trim(),
        };
        slot.value.clear();
        slot.value.push_str(value);
        slot.rank = Some(rank);
        if matches!(field, RecordField::Title | RecordField::Text) {
            blank_controls(&mut slot.value);
        }
    }

    /// Offers a number: an id, or a date as seconds or milliseconds since 1970.
    pub fn offer_number(&mut self, target: Target, number: Number) {
        match target.field {
            RecordField::Id | RecordField::Rank => self.offer(target, &number.to_string()),
            RecordField::Date => {
                self.offer_date(target.rank, number.as_date(), Some(|| number.to_string()));
            }
            field => self.misfit(field, "a number"),
        }
    }

    /// Takes a date; where there is none, `found` says what stood there, if it is worth a word.
    fn offer_date(
        &mut self,
        rank: u8,
        date: Option<Timestamp>,
        found: Option<impl FnOnce() -> String>,
    ) {
        match (date, found) {
            (Some(date), _) if self.date.is_none_or(|(held, _)| rank <= held) => {
                self.date = Some((rank, date));
            }
            (None, Some(found)) => self.date_misfit = Some(found()),
            _ => {}
        }
    }

    /// Notes that a field held something that is not understood.
    pub fn misfit(&mut self, field: RecordField, found: &'static str) {
        match field {
            RecordField::Title => self.title_misfit = Some(found),
            RecordField::Text => self.text_misfit = Some(found),
            RecordField::Date => self.date_misfit = Some(found.to_owned()),
            _ => {}
        }
    }

    /// The date, if one was understood.
    pub fn published(&self) -> Option<Timestamp> {
        self.date.map(|(_, date)| date)
    }

    /// The fields that have a value, and the ranks of the names these stood under.
    pub fn found(&self) -> impl Iterator<Item = Target> + '_ {
        let slots = [
            (RecordField::Id, self.id.rank),
            (RecordField::Title, self.title.rank),
            (RecordField::Text, self.text.rank),
            (RecordField::Source, self.source.rank),
            (RecordField::Date, self.date.map(|(rank, _)| rank)),
            (RecordField::Url, self.url.rank),
            (RecordField::Lang, self.lang.rank),
        ];
        slots.into_iter().filter_map(|(field, rank)| Some(Target { field, rank: rank? }))
    }

    /// Sets the date regardless of what stands there.
    pub fn set_date(&mut self, date: Timestamp) {
        self.date = Some((0, date));
    }

    /// Why this is no article: it has no text that is understood, and what stands in its place is
    /// of another type, or there is no title either.
    pub fn refusal(&self) -> Option<Refusal> {
        match (self.text.rank, self.title.rank, self.text_misfit, self.title_misfit) {
            (None, _, Some(found), _) => Some(Refusal::Text(found)),
            (None, None, None, Some(found)) => Some(Refusal::Title(found)),
            (None, None, None, None) => Some(Refusal::Nothing),
            _ => None,
        }
    }

    /// What is wrong with its date, if it has one that is no date.
    pub fn undated(&mut self) -> Option<String> {
        let found = self.date_misfit.take().filter(|_| self.date.is_none())?;
        Some(format!("has a date that is not understood ({found}); kept without a date"))
    }

    /// Moves the text out; give the buffer back by [`Draft::put_text_back`].
    pub fn take_text(&mut self) -> String {
        if self.text.rank.is_none() {
            self.text.value.clear();
        }
        std::mem::take(&mut self.text.value)
    }

    /// Returns the buffer of [`Draft::take_text`] for the next record.
    pub fn put_text_back(&mut self, buffer: String) {
        self.text.value = buffer;
    }
}

/// Why a record is no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// What stands where the text should be.
    Text(&'static str),
    /// What stands where the title should be; there is no text.
    Title(&'static str),
    /// There is neither.
    Nothing,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(found) => write!(f, "has {found} for its text"),
            Self::Title(found) => write!(f, "has {found} for its title, and no text"),
            Self::Nothing => f.write_str("has neither title nor text"),
        }
    }
}

/// A JSON number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    Int(i64),
    Unsigned(u64),
    Float(f64),
}

impl Number {
    fn as_date(self) -> Option<Timestamp> {
        match self {
            Self::Int(n) => date::from_number(n),
            Self::Unsigned(n) => date::from_number(i64::try_from(n).ok()?),
            // Seconds with a fraction; the cast saturates, and what is out of range is refused.
            Self::Float(f) => date::from_number(f.trunc() as i64),
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(n) => n.fmt(f),
            Self::Unsigned(n) => n.fmt(f),
            Self::Float(n) => n.fmt(f),
        }
    }
}

/// Puts a space for every control character but tab and line ends, so that offsets stay.
fn blank_controls(text: &mut String) {
    if !text.as_bytes().chunks(128).any(any_control) {
        return;
    }
    let mut bytes = std::mem::take(text).into_bytes();
    for byte in bytes.iter_mut().filter(|b| is_control(**b)) {
        *byte = b' ';
    }
    *text = String::from_utf8(bytes).expect("one ASCII character was put for another");
}

/// Folded without a branch a byte, so that the compiler uses wide registers.
fn any_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |found, &byte| found | u8::from(is_control(byte))) != 0
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(field: RecordField, rank: u8) -> Target {
        Target { field, rank }
    }

    #[test]
    fn the_better_name_wins_in_any_order() {
        let mut draft = Draft::default();
        draft.offer(at(RecordField::Title, 1), "second");
        draft.offer(at(RecordField::Title, 0), "first");
        draft.offer(at(RecordField::Title, 2), "third");
        draft.offer(at(RecordField::Title, 0), "  ");
        assert_eq!(draft.title.get(), Some("first"));
        draft.clear();
        assert_eq!(draft.title.get(), None);
    }

    #[test]
    fn a_date_that_is_not_understood_leaves_room_for_the_next() {
        let mut draft = Draft::default();
        draft.offer(at(RecordField::Date, 0), "yesterday");
        assert_eq!(draft.published(), None);
        draft.offer_number(at(RecordField::Date, 5), Number::Int(1_694_304_000));
        assert_eq!(draft.published(), date::parse("2023-09-10"));
    }

    #[test]
    fn controls_become_spaces_of_the_same_length() {
        let mut draft = Draft::default();
        draft.offer(at(RecordField::Text, 0), "a\0b\u{1b}c\td\r\ne\u{7f}é");
        assert_eq!(draft.text.get(), Some("a b c\td\r\ne é"));
    }

    #[test]
    fn a_misfit_refuses_unless_a_text_is_found() {
        let mut draft = Draft::default();
        draft.misfit(RecordField::Text, "a number");
        draft.offer(at(RecordField::Title, 0), "A headline");
        assert_eq!(draft.refusal(), Some(Refusal::Text("a number")));
        draft.offer(at(RecordField::Text, 1), "A text");
        assert_eq!(draft.refusal(), None);
    }
}
