//! Web addresses without what does not name the page: scheme, `www.`, mobile and AMP forms,
//! tracking parameters, fragments, a last slash.

/// Query parameters that name a campaign or a reader, not a page.
fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or("").to_ascii_lowercase();
    ["utm_", "at_", "mtm_", "pk_", "hsa_", "fb_", "wt_", "itm_"].iter().any(|p| name.starts_with(p))
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "dclid"
                | "msclkid"
                | "igshid"
                | "mc_cid"
                | "mc_eid"
                | "ref"
                | "ref_src"
                | "referrer"
                | "cmpid"
                | "cmp"
                | "icid"
                | "ncid"
                | "ito"
                | "amp"
                | "outputtype"
                | "output"
                | "partner"
                | "rss"
                | "src"
                | "smid"
                | "smtyp"
                | "share"
                | "yclid"
                | "gbraid"
                | "wbraid"
                | "_ga"
                | "xtor"
                | "spm"
                | "guccounter"
                | "ocid"
                | "traffic_source"
                | "twclid"
                | "ttclid"
                | "sr_share"
        )
}

/// The canonical form of an address: lower-case host, path, remaining parameters sorted.
///
/// Empty for an address without a host or with no path (a home page names no article).
pub fn canonical(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    // `//ledger.example/x` has the scheme of the page that it stands on.
    let rest = out_of_cache(rest.trim_start_matches('/'));
    let rest = rest.split('#').next().unwrap_or("");
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(":443").or(host.strip_suffix(":80")).unwrap_or(&host);
    let mut host = host;
    while let Some(rest) =
        ["www.", "m.", "amp.", "mobile.", "touch."].iter().find_map(|p| host.strip_prefix(p))
    {
        // Two labels at least are left: `m.co` is a site.
        if !rest.contains('.') {
            break;
        }
        host = rest;
    }
    let path = path_without_amp(path);
    let mut parameters: Vec<&str> =
        query.split('&').filter(|p| !p.is_empty() && !is_tracking(p)).collect();
    parameters.sort_unstable();
    if host.is_empty() || (path.is_empty() && parameters.is_empty()) {
        return String::new();
    }
    let query = if parameters.is_empty() { "" } else { "?" };
    format!("{host}/{path}{query}{}", parameters.join("&"))
}

/// An AMP cache holds a page under the page's own address.
fn out_of_cache(address: &str) -> &str {
    let cached = address
        .split_once(".cdn.ampproject.org/")
        .map(|(_, rest)| rest)
        .or_else(|| address.strip_prefix("www.google.com/amp/"))
        .map(|rest| rest.trim_start_matches("c/").trim_start_matches("v/"));
    cached.map_or(address, |rest| rest.trim_start_matches("s/"))
}

fn path_without_amp(path: &str) -> String {
    let pieces: Vec<&str> = path.split('/').filter(|p| !p.is_empty() && *p != "amp").collect();
    let path = pieces.join("/");
    let path = path.strip_suffix(".amp").unwrap_or(&path);
    path.strip_suffix(".amp.html").map_or_else(|| path.to_owned(), |p| format!("{p}.html"))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn forms_of_one_page_agree() {
        let page = canonical("https://ledger.example/2023/flood?id=7");
        for url in [
            "http://www.ledger.example/2023/flood/?id=7&utm_source=x",
            "https://m.ledger.example/2023/flood?fbclid=1&id=7#top",
            "https://amp.ledger.example/amp/2023/flood?id=7",
            "https://Ledger.example/2023/flood/amp/?id=7",
            "https://www.ledger.example:443/2023/flood?id=7&mtm_campaign=x",
            "https://www.m.ledger.example/2023/flood?id=7",
            "https://ledger-example.cdn.ampproject.org/c/s/ledger.example/2023/flood?id=7",
            "https://www.google.com/amp/s/ledger.example/2023/flood?id=7",
        ] {
            assert_eq!(canonical(url), page, "{url}");
        }
        assert_ne!(canonical("https://ledger.example/2023/flood?id=8"), page);
        assert_ne!(canonical("https://other.example/2023/flood?id=7"), page);
    }

    #[test]
    fn home_pages_name_no_article() {
        assert_eq!(canonical("https://ledger.example/"), "");
        assert_eq!(canonical(""), "");
    }
}
