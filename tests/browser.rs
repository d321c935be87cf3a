//! The report in a real browser: `tests/browser` drives a headless Chromium over the report of the
//! sample dump and over one of articles made to break it, and hands back the labels that the page
//! exports; `eval` must take them.
//!
//! It needs Chromium, Node and what `npm ci --prefix tests/browser` installs; where one is missing
//! it says so and is passed over, unless `SAMESTORY_BROWSER=required`. `SAMESTORY_SHOTS=docs/report`
//! takes pictures of each view.

#![cfg(all(feature = "cli", feature = "gz", feature = "map"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const BROWSERS: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What is not installed, if anything.
fn missing() -> Option<&'static str> {
    let named = std::env::var_os("CHROMIUM").is_some_and(|place| Path::new(&place).exists());
    let node = Command::new("node").arg("--version").output();
    if !named && !BROWSERS.iter().any(|place| Path::new(place).exists()) {
        Some("no Chromium is installed (apt-get install chromium)")
    } else if !node.is_ok_and(|node| node.status.success()) {
        Some("no Node is installed (apt-get install nodejs npm)")
    } else if !here("tests/browser/node_modules/playwright-core").exists() {
        Some("its packages are not installed (npm ci --prefix tests/browser)")
    } else {
        None
    }
}

fn samestory<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_samestory")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Articles that would break the page if their words were taken for anything but words.
fn hostile() -> String {
    let long = "Mill fire ".repeat(1_000);
    let titles = [
        "<script>globalThis.broken = 1</script> Mill fire at Garrow",
        "</script><img src=x onerror='globalThis.broken = 1'> Mill fire at Garrow",
        "\u{202e}Mill fire\u{2066} at Garrow \u{0} \u{1b}[31m \u{feff}<!-- {{ 7*7 }} 👩‍🚒\u{2028}",
        long.as_str(),
    ];
    let row = |(n, title): (usize, &str)| {
        json!({
            "id": format!("</script><b>{n}\u{202e}"),
            "source": format!("<img src=x onerror=globalThis.broken=1> Outlet {n}"),
            "title": title, "url": "javascript:globalThis.broken=1",
            "date": format!("2023-09-1{n}T08:00:00Z"),
            "text": format!("A fire at the textile mill in Garrow killed {} people on Monday, the \
                fire chief said </script><script>globalThis.broken = 1</script>. The mill at Garrow \
                employed 300 workers, and its owner said that the textile mill would not reopen. \
                Its report tells of the night in words of its own \u{202e}{}.", 3 + n % 2,
                " and so on".repeat(n)),
        })
    };
    titles.into_iter().enumerate().fold(String::new(), |mut lines, at| {
        let _ = writeln!(lines, "{}", row(at));
        lines
    })
}

#[test]
fn the_report_in_a_browser() {
    if let Some(what) = missing() {
        let required = std::env::var_os("SAMESTORY_BROWSER").is_some_and(|v| v == "required");
        assert!(!required, "{what}");
        // Straight to the screen: what a passing test prints is not shown.
        let mut screen = std::io::stderr().lock();
        writeln!(screen, "SKIPPED: the report was not tried in a browser; {what}").unwrap();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let dump = here("seeds/dump").to_str().unwrap().to_owned();
    std::fs::write(at("hostile.jsonl"), hostile()).unwrap();
    samestory(["run", &dump, "-q", "-o", &at("sample")]);
    samestory(["run", &at("hostile.jsonl"), "-q", "-o", &at("hostile")]);

    let mut tests = Command::new("node");
    tests.arg(here("tests/browser/run.mjs")).args([at("sample"), at("hostile"), at("labels")]);
    if let Some(pictures) = std::env::var_os("SAMESTORY_SHOTS") {
        tests.arg(here(pictures.to_str().unwrap()));
    }
    let told = tests.output().unwrap();
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(told.status.success(), "{}{}", words(&told.stdout), words(&told.stderr));
    println!("{}", words(&told.stdout));
    labels_are_taken(&at);
}

/// `eval` and `tune` read what the page exports.
fn labels_are_taken(at: &impl Fn(&str) -> String) {
    let gold = |name: &str| at(&format!("labels/{name}"));
    let eval = |kind: &str, name: &str, result: &str| -> Value {
        let output = samestory(["eval", kind, "--json", "--gold", &gold(name), result]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let stories = eval("stories", "stories-gold.jsonl", &at("sample"));
    assert!(stories["articles"].as_u64() > Some(2), "{stories}");
    let copies = eval("duplicates", "copies-gold.jsonl", &at("sample"));
    assert_eq!(copies["pairs"]["f1"], 1.0, "{copies}");
    let facts = eval("facts", "facts-gold.json", &at("sample"));
    assert!(facts.is_object(), "{facts}");
    samestory(["pairs", &gold("pairs-gold.jsonl"), "-o", &at("scored.jsonl")]);
    let pairs = eval("pairs", "pairs-gold.jsonl", &at("scored.jsonl"));
    assert!(pairs["pairs"].as_u64() >= Some(1), "{pairs}");
}
