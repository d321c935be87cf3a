//! JSON that is not one object a line: a file that is one list, or objects printed over several
//! lines. Finds where each object begins and ends; [`super::json`] reads it.
//!
//! Outside of objects, commas, brackets and white space are passed over. Anything else there is
//! handed out as a record of its own, which the parser then refuses with a reason. An object whose
//! braces do not match swallows what follows.

use std::ops::Range;

use memchr::memchr2;

/// Finds objects in a buffer that grows at its end.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// How far the buffer was looked at.
    at: usize,
    /// Where the open value began.
    start: Option<usize>,
    /// Open braces and brackets of the open value; 0 for stray words.
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scanner {
    /// Looks at the rest of `buffer` and adds the values that end there to `found`.
    pub fn scan(&mut self, buffer: &[u8], found: &mut Vec<Range<usize>>) {
        while let Some(&byte) = buffer.get(self.at) {
            if self.in_string {
                self.string(buffer);
                continue;
            }
            match self.start {
                None => self.outside(byte),
                Some(start) if self.depth == 0 => self.stray(byte, start, found),
                Some(start) => self.inside(byte, start, found),
            }
            self.at += 1;
        }
    }

    /// Passes over a string, or as much of it as is there.
    fn string(&mut self, buffer: &[u8]) {
        if std::mem::take(&mut self.escaped) {
            self.at += 1;
            return;
        }
        match memchr2(b'"', b'\\', &buffer[self.at..]) {
            None => self.at = buffer.len(),
            Some(found) => {
                let is_escape = buffer[self.at + found] == b'\\';
                self.at += found + 1;
                self.in_string = is_escape;
                self.escaped = is_escape;
            }
        }
    }

    fn outside(&mut self, byte: u8) {
        if byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']') {
            return;
        }
        self.start = Some(self.at);
        self.depth = usize::from(byte == b'{');
        self.in_string = byte == b'"';
    }

    fn stray(&mut self, byte: u8, start: usize, found: &mut Vec<Range<usize>>) {
        match byte {
            b',' | b'[' | b']' | b'\n' => {
                found.push(start..self.at);
                self.start = None;
            }
            b'{' => {
                found.push(start..self.at);
                self.start = Some(self.at);
                self.depth = 1;
            }
            _ => self.in_string = byte == b'"',
        }
    }

    fn inside(&mut self, byte: u8, start: usize, found: &mut Vec<Range<usize>>) {
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => self.in_string = byte == b'"',
        }
        if self.depth == 0 {
            found.push(start..self.at + 1);
            self.start = None;
        }
    }

    /// Where the open value began; the end of what was looked at if none is open.
    pub fn open(&self) -> usize {
        self.start.unwrap_or(self.at)
    }

    /// Lets go of what was looked at, though a value is open; returns how much that is.
    pub fn pass(&mut self) -> usize {
        self.start = Some(0);
        std::mem::take(&mut self.at)
    }

    /// Forgets the first `count` bytes of the buffer, which were cut off.
    pub fn cut(&mut self, count: usize) {
        self.at -= count;
        self.start = self.start.map(|start| start - count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The values of a text that is given in steps of `step` bytes.
    fn values(text: &str, step: usize) -> Vec<&str> {
        let (mut scanner, mut found) = (Scanner::default(), Vec::new());
        for end in (0..text.len()).step_by(step).skip(1).chain([text.len()]) {
            scanner.scan(&text.as_bytes()[..end], &mut found);
        }
        let open = scanner.open()..text.len();
        found.into_iter().chain([open]).filter(|r| !r.is_empty()).map(|r| &text[r]).collect()
    }

    #[test]
    fn lists_and_objects_in_a_row() {
        let (a, b) = (r#"{"t": "}{\"]\\", "l": [1, {"x": 2}]}"#, "{\n  \"t\": 2\n}");
        for text in [format!("[{a},\n {b}]\n"), format!("{a}\n{b}\n"), format!("[[{a}],{b}")] {
            for step in [1, 3, 100] {
                assert_eq!(values(&text, step), [a, b], "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_object_stands_alone() {
        let text = "[17, \"a,{b\", {\"t\": 1}, null";
        assert_eq!(values(text, 1), ["17", "\"a,{b\"", "{\"t\": 1}", "null"]);
        assert_eq!(values("{\"t\": {1}, {2}", 2), ["{\"t\": {1}, {2}"]);
    }

    proptest! {
        #[test]
        fn steps_do_not_matter(text in "[\\[\\]{}\",\\\\a \n]{0,40}", step in 1_usize..10) {
            prop_assert_eq!(values(&text, step), values(&text, 1000));
        }
    }
}
