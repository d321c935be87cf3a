//! Bytes to text: UTF-8 where they are UTF-8, else what they most probably are.
//!
//! The guess is Firefox's (`chardetng`, `encoding_rs`). A text that is UTF-8 but for a few broken
//! bytes stays UTF-8 with U+FFFD in their place: guessing would spoil all its other letters.

use std::borrow::Cow;
use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// True where the bytes were not valid UTF-8 (or UTF-16 by its mark), so this is a guess.
    pub guessed: bool,
}

/// The encoding and length of a byte order mark.
pub(crate) fn byte_order_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// True for UTF-16 by its mark.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    byte_order_mark(bytes).is_some_and(|(e, _)| e == UTF_16LE || e == UTF_16BE)
}

/// Decodes a whole text or line. Never fails; what cannot be decoded becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = byte_order_mark(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[length..]);
        return Decoded { text, encoding: encoding.name(), guessed: broken };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), guessed: false },
        Err(_) => guess(bytes),
    }
}

/// As [`decode`], for a text that names its encoding. Names are often wrong: what is valid UTF-8
/// is UTF-8, save in encodings of seven bits, where that means nothing.
#[cfg(feature = "html")]
pub(crate) fn decode_labelled<'a>(bytes: &'a [u8], label: Option<&str>) -> Decoded<'a> {
    let named = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let Some(encoding) = named.filter(|_| byte_order_mark(bytes).is_none()) else {
        return decode(bytes);
    };
    let seven_bits = !encoding.is_ascii_compatible();
    // UTF-16 without its mark cannot have been read as far as its name.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if encoding == UTF_8 || wide || !seven_bits && std::str::from_utf8(bytes).is_ok() {
        return decode(bytes);
    }
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name(), guessed: broken }
}

fn guess(bytes: &[u8]) -> Decoded<'_> {
    let encoding = if mostly_utf8(bytes) { UTF_8 } else { detect(bytes) };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name(), guessed: true }
}

/// True where more characters beyond ASCII are well-formed UTF-8 than bytes are not.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// A stream of another encoding as UTF-8.
pub(crate) struct Transcode<R> {
    stream: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcode<R> {
    /// `stream` must stand after its byte order mark.
    pub fn new(stream: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        let raw = vec![0; 64 << 10];
        Self { stream, decoder, raw, ready: Vec::new(), given: 0, ended: false }
    }

    fn refill(&mut self) -> std::io::Result<()> {
        let count = self.stream.read(&mut self.raw)?;
        self.ended = count == 0;
        let room = self.decoder.max_utf8_buffer_length(count).unwrap_or(4 * count + 16);
        self.ready.resize(room, 0);
        // The buffer has room for the worst case, so all of the input is taken.
        let (_, _, written, _) =
            self.decoder.decode_to_utf8(&self.raw[..count], &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Transcode<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_decide_and_are_cut() {
        assert_eq!(decode(b"\xEF\xBB\xBFcaf\xC3\xA9").text, "café");
        assert_eq!(decode(b"\xFF\xFEh\0i\0").text, "hi");
        assert_eq!(decode(b"\xFE\xFF\0h\0i").text, "hi");
    }

    /// Gives three bytes at a time, which splits characters and surrogates.
    struct Drip<'a>(&'a [u8]);
    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = buffer.len().min(3).min(self.0.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn streams_are_decoded_across_any_cut() {
        let text = "Zwölf 🐝 summen\n".repeat(50);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        Transcode::new(Drip(&wide), UTF_16LE).read_to_string(&mut out).expect("UTF-8");
        assert_eq!(out, text);
    }

    #[test]
    fn latin_1_is_guessed() {
        let found = decode(b"La d\xE9cision a \xE9t\xE9 annonc\xE9e \xE0 Paris");
        assert_eq!(found.text, "La décision a été annoncée à Paris");
        assert!(found.guessed);
        assert_eq!(found.encoding, "windows-1252");
    }

    #[cfg(feature = "html")]
    #[test]
    fn a_name_helps_where_the_bytes_do_not_speak_against_it() {
        let read = |bytes: &'static [u8], label| decode_labelled(bytes, Some(label)).text;
        assert_eq!(read(b"\xCF\xF0\xE8", "windows-1251"), "При");
        assert_eq!(read("При".as_bytes(), "windows-1251"), "При");
        assert_eq!(read(b"\xEF\xBB\xBFcaf\xC3\xA9", "latin1"), "café");
        assert_eq!(read(b"\x1B$B$3\x1B(B", "iso-2022-jp"), "こ");
        assert_eq!(read(b"plain", "no-such-encoding"), "plain");
    }

    #[test]
    fn one_broken_byte_does_not_spoil_the_rest() {
        let found = decode(b"\xC3\xA9t\xC3\xA9 \xFF \xC3\xA0 Paris");
        assert_eq!(found.text, "été \u{FFFD} à Paris");
        assert_eq!(found.encoding, "UTF-8");
        assert!(found.guessed);
    }
}
