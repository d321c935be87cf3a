//! A single article of a file that an earlier run has read.

use std::path::Path;

use super::inputs::Inputs;
use super::scan::scan;
use super::settings::Settings;
use crate::article::{Article, Location};
use crate::error::Result;

/// What a file holds now.
pub struct Again {
    /// Hash of its bytes, as [`super::InputFile::fingerprint`].
    pub fingerprint: u64,
    /// The article at the place asked for; `None` where there is none.
    pub article: Option<Article>,
}

/// Reads a file once more, for the article at `place`. Of the settings only the names of fields
/// count: what a run left out by date, outlet or sample stands where it stood.
///
/// # Errors
/// If the file cannot be read.
pub fn again(file: &Path, settings: &Settings, place: &Location) -> Result<Again> {
    let settings = Settings { fields: settings.fields.clone(), ..Settings::default() };
    let wanted = |article: &Article| {
        let here = &article.location;
        // The file may have been read under a longer name, out of a folder.
        let is_it = (here.record, here.offset) == (place.record, place.offset)
            && place.file.ends_with(&*here.file);
        is_it.then(|| article.clone())
    };
    let read = scan(&Inputs::new([file]), &settings, || (), |(), a| wanted(a), &|_, _| Ok(()))?;
    let fingerprint = read.inputs.first().map_or(0, |input| input.fingerprint);
    Ok(Again { fingerprint, article: read.products.into_iter().flatten().next() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_article_at_a_place_is_found_again() {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join("a.jsonl");
        let first = "{\"id\":\"x\",\"title\":\"One\",\"text\":\"1\"}\n";
        let rows = format!("{first}{{\"id\":\"y\",\"title\":\"Two\",\"text\":\"2\"}}\n");
        std::fs::write(&file, &rows).expect("a file");
        let at = |record, offset| {
            let place = Location { file: Arc::from("a.jsonl"), record, offset };
            again(&file, &Settings::default(), &place).expect("it is there")
        };
        let second = at(2, first.len() as u64);
        assert_eq!(second.article.expect("it is there").title, "Two");
        assert_eq!(second.fingerprint, xxhash_rust::xxh3::xxh3_64(rows.as_bytes()));
        assert!(at(9, 9).article.is_none());
        let gone = root.path().join("gone");
        let place = Location { file: Arc::from("gone"), record: 1, offset: 0 };
        assert!(again(&gone, &Settings::default(), &place).is_err());
    }
}
