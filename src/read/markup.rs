//! What the start of a marked-up text says: its root element, its encoding.

/// The root of a document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Root<'a> {
    /// A web page.
    Page,
    /// RSS, RDF or Atom.
    Feed,
    /// Another element, by name.
    Other(&'a str),
}

/// The root element of a text; `None` where it does not begin with markup.
pub(crate) fn root(text: &str) -> Option<Root<'_>> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let tag = rest.strip_prefix('<')?;
        if tag.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!doctype")) {
            let kind = tag[8..].trim_start();
            if kind.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("html")) {
                return Some(Root::Page);
            }
            rest = after(tag, ">");
        } else if tag.starts_with("!--") {
            rest = after(tag, "-->");
        } else if tag.starts_with('?') {
            rest = after(tag, "?>");
        } else {
            let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
            let name = &tag[..end.unwrap_or(tag.len())];
            return by_name(name);
        }
    }
}

fn by_name(name: &str) -> Option<Root<'_>> {
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    Some(match name.to_ascii_lowercase().as_str() {
        "html" | "head" | "body" => Root::Page,
        "rss" | "feed" | "rdf:rdf" => Root::Feed,
        _ => Root::Other(name),
    })
}

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or("", |(_, rest)| rest).trim_start()
}

/// The encoding that a document names in its first bytes: `<meta charset=..>`,
/// `<meta http-equiv=Content-Type content="text/html; charset=..">`, `<?xml encoding=".."?>`.
#[cfg(any(feature = "html", feature = "feed"))]
pub(crate) fn encoding_label(bytes: &[u8]) -> Option<String> {
    /// Browsers look at 1024 bytes; pages that hide it further down exist.
    const LOOKED_AT: usize = 4096;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let declared = head.trim_start().strip_prefix("<?xml").and_then(|rest| {
        let declaration = rest.split_once("?>")?.0;
        value_after(declaration, "encoding")
    });
    declared.or_else(|| {
        head.match_indices("<meta").find_map(|(at, _)| {
            let tag = &head[at..];
            value_after(&tag[..tag.find('>').unwrap_or(tag.len())], "charset")
        })
    })
}

/// The value in `name="value"`, `name=value` and `name = 'value'`.
#[cfg(any(feature = "html", feature = "feed"))]
pub(crate) fn value_after(text: &str, name: &str) -> Option<String> {
    let rest = &text[text.find(name)? + name.len()..];
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/'));
    let value = &rest[..end.unwrap_or(rest.len())];
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_after_all_that_may_stand_before_it() {
        assert_eq!(root("\u{FEFF} <!-- a > b -->\n<!DOCTYPE HTML PUBLIC \"x\">"), Some(Root::Page));
        assert_eq!(root("<?xml version='1.0'?>\n<?style x?><rdf:RDF a='b'>"), Some(Root::Feed));
        assert_eq!(root("<!doctype rss [<!ENTITY a 'b'>\n<rss>"), Some(Root::Feed));
        assert_eq!(root("<urlset>"), Some(Root::Other("urlset")));
        for text in ["a < b", "<3 you", "", "<!-- open", "<"] {
            assert_eq!(root(text), None, "{text}");
        }
    }

    #[cfg(any(feature = "html", feature = "feed"))]
    #[test]
    fn encodings_that_are_named() {
        let label = |text: &str| encoding_label(text.as_bytes()).unwrap_or_default();
        assert_eq!(label("<html><meta charset=utf-8>"), "utf-8");
        assert_eq!(label("<META CHARSET = 'Windows-1251'/>"), "windows-1251");
        let http = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gbk\">";
        assert_eq!(label(http), "gbk");
        assert_eq!(label("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss>"), "iso-8859-1");
        assert_eq!(label("<p>charset=utf-8</p>"), "");
    }
}
