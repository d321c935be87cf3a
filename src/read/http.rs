//! What a server sent: header lines, and the body in its encodings.
//!
//! Archives are not strict: many store the body unpacked and leave the header that says how it was
//! packed. So a body that is not in the encoding it claims is taken as it is.

use std::borrow::Cow;
use std::io::Read;

use memchr::memmem;

/// Most bytes of one body, unpacked.
const LONGEST_BODY: u64 = 64 << 20;
const BUFFER: usize = 16 << 10;

/// Header lines and what follows them.
pub(crate) struct Message<'a> {
    head: &'a [u8],
    /// After the blank line.
    pub body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Parts bytes at the first blank line; without one all are header.
    pub fn of(bytes: &'a [u8]) -> Self {
        let long = memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
        let short = memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
        let ends = [long, short].into_iter().flatten().min();
        let (end, start) = ends.unwrap_or((bytes.len(), bytes.len()));
        Self { head: &bytes[..end], body: &bytes[start..] }
    }

    /// The value of a header, by name in any case; the first where it is repeated.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.head.split(|&byte| byte == b'\n').find_map(|line| {
            let (key, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The number in `HTTP/1.1 200 OK`.
    pub fn status(&self) -> Option<u16> {
        let line = self.head.split(|&byte| byte == b'\n').next()?;
        let rest = std::str::from_utf8(line).ok()?.strip_prefix("HTTP/")?;
        rest.split_whitespace().nth(1)?.parse().ok()
    }

    /// The body out of its chunks and packings.
    ///
    /// # Errors
    /// Why it cannot be unpacked, for people.
    pub fn content(&self) -> Result<Cow<'a, [u8]>, String> {
        let lower = |name| self.header(name).unwrap_or_default().to_ascii_lowercase();
        let mut body = Cow::Borrowed(self.body);
        if lower("transfer-encoding").contains("chunked")
            && let Some(whole) = without_chunks(&body)
        {
            body = Cow::Owned(whole);
        }
        for name in lower("content-encoding").rsplit(',') {
            body = unpack(name.trim(), body)?;
        }
        Ok(body)
    }
}

/// The body out of its chunks, as far as they go; `None` where it has none.
fn without_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let Some(end) = memchr::memchr(b'\n', rest) else {
            return (!out.is_empty()).then_some(out);
        };
        let size = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let size = size.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            return (!out.is_empty()).then_some(out);
        };
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        let taken = size.min(rest.len());
        out.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

fn unpack<'a>(name: &str, body: Cow<'a, [u8]>) -> Result<Cow<'a, [u8]>, String> {
    let unpacked = match name {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            all(flate2::read::MultiGzDecoder::new(&body[..]))
        }
        // Some servers leave out the wrapping that the standard asks for.
        "deflate" => match all(flate2::read::ZlibDecoder::new(&body[..])) {
            Err(Trouble::Broken) => all(flate2::read::DeflateDecoder::new(&body[..])),
            other => other,
        },
        "br" => all(brotli_decompressor::Decompressor::new(&body[..], BUFFER)),
        "zstd" => match zstd::stream::read::Decoder::new(&body[..]) {
            Ok(decoder) => all(decoder),
            Err(_) => Err(Trouble::Broken),
        },
        _ => return Ok(body),
    };
    match unpacked {
        Ok(unpacked) => Ok(Cow::Owned(unpacked)),
        Err(Trouble::Broken) => Ok(body),
        Err(Trouble::TooLong) => Err(format!("unpacks to more than {} MiB", LONGEST_BODY >> 20)),
    }
}

enum Trouble {
    /// Not a byte could be unpacked.
    Broken,
    TooLong,
}

/// Everything that can be unpacked: of a body that breaks off, its beginning.
fn all(reader: impl Read) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let read = reader.take(LONGEST_BODY + 1).read_to_end(&mut out);
    if out.len() as u64 > LONGEST_BODY {
        return Err(Trouble::TooLong);
    }
    if read.is_err() && out.is_empty() { Err(Trouble::Broken) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn content(head: &str, body: &[u8]) -> Vec<u8> {
        let bytes = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat();
        Message::of(&bytes).content().expect("it is short").into_owned()
    }

    #[test]
    fn headers_in_any_case_and_with_either_line_end() {
        let message = Message::of(b"HTTP/1.0 404 Not Found\nContent-TYPE:  text/html \n\nbody");
        assert_eq!(message.status(), Some(404));
        assert_eq!(message.header("content-type"), Some("text/html"));
        assert_eq!(message.body, b"body");
        assert_eq!(Message::of(b"no header").status(), None);
    }

    #[test]
    fn bodies_out_of_chunks_and_packings() {
        let chunked = b"4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n";
        assert_eq!(content("Transfer-Encoding: chunked", chunked), b"Wikipedia");
        assert_eq!(content("Transfer-Encoding: chunked", b"4\r\nWiki\r\n9\r\nped"), b"Wikiped");
        assert_eq!(content("Transfer-Encoding: chunked", b"<p>not"), b"<p>not");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"packed").expect("written");
        let gz = encoder.finish().expect("written");
        assert_eq!(content("Content-Encoding: gzip", &gz), b"packed");
        assert_eq!(content("Content-Encoding: gzip", b"not packed"), b"not packed");
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"bare").expect("written");
        assert_eq!(
            content("Content-Encoding: deflate", &encoder.finish().expect("written")),
            b"bare"
        );
        let zst = zstd::encode_all(&b"packed"[..], 1).expect("packed");
        assert_eq!(content("Content-Encoding: zstd", &zst), b"packed");
        // Brotli: the stream of "hi" as stored bytes.
        assert_eq!(content("Content-Encoding: br", b"\x8b\x00\x80hi\x03"), b"hi");
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = zstd::encode_all(&vec![0; LONGEST_BODY as usize + 1][..], 1).expect("packed");
        let bytes = [b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", &zeros[..]].concat();
        assert!(Message::of(&bytes).content().expect_err("too long").contains("64 MiB"));
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(
            body in proptest::collection::vec(any::<u8>(), 0..200),
            encoding in "(gzip|deflate|br|zstd|x)(, gzip)?",
            chunked: bool,
        ) {
            let transfer = if chunked { "Transfer-Encoding: chunked\r\n" } else { "" };
            content(&format!("{transfer}Content-Encoding: {encoding}"), &body);
        }
    }
}
