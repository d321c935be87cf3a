//! Names of outlets and languages, in one form each.
//!
//! An outlet is its field, else the registrable domain of the article's url (Public Suffix List),
//! else unknown. Names repeat millions of times in a dump, so each is allocated once a thread.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::article::Source;

/// Above this many names the table starts anew; it only saves memory.
const MOST_NAMES: usize = 1 << 16;

type Names = HashMap<Box<str>, Source, FixedState>;

/// The outlets met by one thread: by field, and by host.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    fields: Names,
    hosts: Names,
}

impl Outlets {
    /// The outlet of an article with this field, url and key.
    pub fn of(&mut self, field: Option<&str>, url: Option<&str>, key: &str) -> Source {
        if let Some(name) = field {
            return remembered(&mut self.fields, name, Source::named);
        }
        match url.and_then(host) {
            Some(host) => remembered(&mut self.hosts, host, |h| Source::named(&registrable(h))),
            None => Source::unknown(key),
        }
    }
}

fn remembered(names: &mut Names, name: &str, make: impl Fn(&str) -> Source) -> Source {
    if let Some(known) = names.get(name) {
        return known.clone();
    }
    if names.len() >= MOST_NAMES {
        names.clear();
    }
    let source = make(name);
    names.insert(name.into(), source.clone());
    source
}

/// The registrable domain of a url, in lower case; its host where that is an address.
pub(crate) fn domain(url: &str) -> Option<String> {
    host(url).map(registrable)
}

/// The host of a url: `https://user@www.bbc.co.uk:443/news` is at `www.bbc.co.uk`.
fn host(url: &str) -> Option<&str> {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let after = after.strip_prefix("//").unwrap_or(after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let valid = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || !b.is_ascii();
    (host.contains('.') && host.bytes().all(valid)).then_some(host)
}

/// `bbc.co.uk` for `www.bbc.co.uk`; the host itself where no domain is registrable (addresses).
fn registrable(host: &str) -> String {
    let host = host.to_lowercase();
    if host.parse::<std::net::Ipv4Addr>().is_ok() {
        return host;
    }
    psl::domain_str(&host).unwrap_or(&host).to_owned()
}

/// A language as ISO 639-1 in lower case: of `en-US`, `EN`, `eng` and `English` it is `en`.
pub(crate) fn language(stated: &str) -> Option<String> {
    let first = stated.split(['-', '_', ' ', ',']).next().unwrap_or_default().to_lowercase();
    let letters = first.bytes().all(|b| b.is_ascii_alphabetic());
    match LONG_NAMES.iter().find(|(_, long)| long.contains(&first.as_str())) {
        Some((short, _)) => Some((*short).to_owned()),
        None => (letters && first.len() == 2).then_some(first),
    }
}

/// ISO 639-2 and -3 codes and English names of the languages that news dumps most often have.
const LONG_NAMES: [(&str, &[&str]); 28] = [
    ("ar", &["ara", "arabic"]),
    ("bn", &["ben", "bengali"]),
    ("cs", &["ces", "cze", "czech"]),
    ("da", &["dan", "danish"]),
    ("de", &["deu", "ger", "german"]),
    ("el", &["ell", "gre", "greek"]),
    ("en", &["eng", "english"]),
    ("es", &["spa", "spanish"]),
    ("fa", &["fas", "per", "persian"]),
    ("fi", &["fin", "finnish"]),
    ("fr", &["fra", "fre", "french"]),
    ("he", &["heb", "hebrew"]),
    ("hi", &["hin", "hindi"]),
    ("hu", &["hun", "hungarian"]),
    ("id", &["ind", "indonesian"]),
    ("it", &["ita", "italian"]),
    ("ja", &["jpn", "japanese"]),
    ("ko", &["kor", "korean"]),
    ("nl", &["nld", "dut", "dutch"]),
    ("pl", &["pol", "polish"]),
    ("pt", &["por", "portuguese"]),
    ("ro", &["ron", "rum", "romanian"]),
    ("ru", &["rus", "russian"]),
    ("sv", &["swe", "swedish"]),
    ("tr", &["tur", "turkish"]),
    ("uk", &["ukr", "ukrainian"]),
    ("vi", &["vie", "vietnamese"]),
    ("zh", &["zho", "chi", "chinese"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_then_domain_then_unknown() {
        let mut outlets = Outlets::default();
        let url = Some("https://me@www.BBC.co.uk:443/news?x=1");
        assert_eq!(outlets.of(Some("BBC"), url, "k").name(), "BBC");
        assert_eq!(outlets.of(None, url, "k").name(), "bbc.co.uk");
        assert_eq!(outlets.of(None, Some("//edition.cnn.com/a"), "k").name(), "cnn.com");
        assert_eq!(outlets.of(None, Some("http://10.0.0.1/a"), "k").name(), "10.0.0.1");
        assert_eq!(outlets.of(None, Some("not a url"), "k").name(), "unknown:k");
        assert!(outlets.of(None, None, "k").is_unknown());
    }

    #[test]
    fn a_field_that_looks_like_a_host_is_left_alone() {
        let mut outlets = Outlets::default();
        for _ in 0..2 {
            assert_eq!(outlets.of(Some("www.a.org"), None, "k").name(), "www.a.org");
            assert_eq!(outlets.of(None, Some("http://www.a.org/"), "k").name(), "a.org");
        }
    }

    #[test]
    fn languages_in_short() {
        for (stated, short) in
            [("en", "en"), ("EN-us", "en"), ("eng", "en"), ("Vietnamese", "vi"), ("pt_BR", "pt")]
        {
            assert_eq!(language(stated).as_deref(), Some(short), "{stated}");
        }
        assert_eq!(language("unknown"), None);
        assert_eq!(language(""), None);
    }
}
