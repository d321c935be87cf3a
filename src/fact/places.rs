//! Countries and regions: their names, their people, their seats of government.
//!
//! From our own list of countries (`tables/places.tsv`) and, for regions and what else the list
//! lacks, from the capitalised adjectives of WordNet (`Texan`). The own list wins.

use hashbrown::HashMap;

use super::inflect::Inflection;
use super::tables;
use super::word::StemId;

/// A country or region: index into the list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryId(u16);

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The country itself: `united states`, `us`, `america`.
    Country(CountryId),
    /// Its people, or what is of it: `american`.
    Demonym(CountryId),
    /// Where it is governed from: `washington`, `white house`.
    Seat(CountryId),
}

/// All names, in lower case.
pub(super) struct Places {
    names: Vec<(Box<str>, StemId)>,
    meaning: HashMap<Box<str>, Place>,
    /// Words in the longest name that begins with this word, where that is more than one.
    longest: HashMap<Box<str>, usize>,
}

impl Places {
    /// The own list, and `(demonym, country)` rows for what it lacks.
    pub fn new(demonyms: &[(&str, &str)], inflection: &Inflection) -> Self {
        let mut places =
            Self { names: Vec::new(), meaning: HashMap::new(), longest: HashMap::new() };
        for row in tables::countries() {
            let id = places.country(row.name, inflection);
            places.add_all(&row.aliases, Place::Country(id));
            places.add_all(&row.demonyms, Place::Demonym(id));
            places.add_all(&row.seats, Place::Seat(id));
        }
        for (demonym, country) in demonyms {
            if !places.meaning.contains_key(*demonym) {
                let id = places.country(country, inflection);
                places.add_all(&[demonym], Place::Demonym(id));
            }
        }
        places
    }

    fn country(&mut self, name: &str, inflection: &Inflection) -> CountryId {
        match self.meaning.get(name) {
            Some(Place::Country(id) | Place::Demonym(id) | Place::Seat(id)) => *id,
            None => {
                let id = CountryId(self.names.len() as u16);
                let one_word = !name.contains(' ');
                let stem = if one_word { inflection.stem_id(name) } else { StemId::of(name) };
                self.names.push((Box::from(name), stem));
                self.add_all(&[name], Place::Country(id));
                id
            }
        }
    }

    fn add_all(&mut self, names: &[&str], place: Place) {
        for name in names {
            self.meaning.entry(Box::from(*name)).or_insert(place);
            let mut words = name.split(' ');
            let first = words.next().unwrap_or_default();
            let count = 1 + words.count();
            if count > 1 {
                let longest = self.longest.entry(Box::from(first)).or_default();
                *longest = count.max(*longest);
            }
        }
    }

    /// What a lower-case name means; plurals of demonyms need no entry.
    pub fn find(&self, lower: &str) -> Option<Place> {
        let singular = || {
            let place = self.meaning.get(lower.strip_suffix('s')?)?;
            matches!(place, Place::Demonym(_)).then_some(place)
        };
        self.meaning.get(lower).or_else(singular).copied()
    }

    pub fn longest(&self, first: &str) -> usize {
        self.longest.get(first).copied().unwrap_or(1)
    }

    pub fn stem(&self, id: CountryId) -> StemId {
        self.names.get(usize::from(id.0)).map_or(StemId(0), |(_, stem)| *stem)
    }

    pub fn name(&self, id: CountryId) -> &str {
        self.names.get(usize::from(id.0)).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_words_and_plurals_are_found() {
        let places =
            Places::new(&[("texan", "texas"), ("german", "elsewhere")], &Inflection::new([]));
        let us = places.find("united states").expect("listed");
        assert_eq!(places.find("us"), Some(us));
        assert!(matches!(places.find("americans"), Some(Place::Demonym(_))));
        assert_eq!(places.longest("united"), 4);
        assert_eq!(places.longest("vietnam"), 1);
        let Some(Place::Demonym(texas)) = places.find("texan") else { panic!("a demonym") };
        assert_eq!(places.name(texas), "texas");
        let Some(Place::Demonym(germany)) = places.find("german") else { panic!("a demonym") };
        assert_eq!(places.name(germany), "germany");
        assert_eq!(places.find("vietnams"), None);
    }
}
