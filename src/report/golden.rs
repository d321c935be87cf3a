//! Compares a rendering with its file in `golden/`; `UPDATE_GOLDEN=1` rewrites the file instead.

use std::path::Path;

pub fn check(name: &str, rendered: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, rendered).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(rendered == wanted, "{name} differs; it is now:\n{rendered}");
}
