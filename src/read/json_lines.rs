//! JSON Lines: one object a line.
//!
//! A line that is not valid UTF-8 is decoded as best can be (see [`super::encoding`]), read, and
//! told in [`Draft::repair`].

use super::draft::Draft;
use super::fields::{self, Plan};
use super::{encoding, json};

/// Reads one line.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(line: &[u8], plan: &Plan, draft: &mut Draft) -> Result<(), String> {
    if let Ok(text) = std::str::from_utf8(line) {
        return json::parse(text, plan, draft);
    }
    let decoded = encoding::decode(line);
    json::parse(&decoded.text, plan, draft)?;
    draft.repair = Some(format!("is not valid UTF-8; read as {}", decoded.encoding));
    Ok(())
}

/// The keys of a record, told where none of them was understood.
pub(crate) fn keys(line: &[u8]) -> String {
    let keys = json::keys(&String::from_utf8_lossy(line));
    fields::told(keys.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fields::FieldMap;

    #[test]
    fn a_line_in_another_encoding_is_read_and_told() {
        let plan = Plan::new(&FieldMap::default());
        let mut draft = Draft::default();
        parse(b"{\"title\":\"D\xE9cision annonc\xE9e \xE0 Paris\"}", &plan, &mut draft)
            .expect("read");
        assert_eq!(draft.title.get(), Some("Décision annoncée à Paris"));
        assert_eq!(draft.repair.as_deref(), Some("is not valid UTF-8; read as windows-1252"));
        assert!(parse(b"{\"title\":\"\xE9", &plan, &mut draft).is_err());
    }
}
