//! JSON that may stand inside a `<script>` element.
//!
//! A script element ends at the first `</script`, whatever the JSON around it means, and a `<!--`
//! in it changes how the rest is read. So no `<` stands in the output, and no mark that is not
//! seen: they are written as `\u003c` and the like, which every JSON reader turns back.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::report::words;

/// `value` as JSON without `<` and hidden characters.
///
/// # Errors
/// If `value` refuses to be written.
pub fn to_string(value: &impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, InScript))?;
    String::from_utf8(out).map_err(io::Error::other)
}

struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        to: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| is_escaped(c)) {
            to.write_all(&text.as_bytes()[plain..at])?;
            // All of them lie in the first plane: one unit each.
            write!(to, "\\u{:04x}", u32::from(c))?;
            plain = at + c.len_utf8();
        }
        to.write_all(&text.as_bytes()[plain..])
    }
}

fn is_escaped(c: char) -> bool {
    c == '<' || matches!(c, '\u{2028}' | '\u{2029}') || words::is_hidden(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_and_everything_comes_back() {
        let text = "a</script><!-- \u{202e}b\u{2028} \0\u{1b} \"q\" \\ 👩‍🚒 é \u{feff}";
        let json = to_string(&[text]).unwrap();
        assert!(!json.contains(['<', '\u{202e}', '\u{2028}', '\0', '\u{feff}']), "{json}");
        assert!(json.starts_with(r#"["a\u003c/script>\u003c!-- \u202eb"#), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }
}
