//! Word stream to groups of copies.
//!
//! ```text
//! page_kind    article -> article, or what kind of page instead
//! page_run     a whole run -> pages that only it shows to be no articles
//! fingerprint  text -> sampled word 3-grams (Jaccard and containment from one structure)
//! url          address -> canonical address, for pages crawled again
//! prints       the fingerprints of a run: grams in a file, the rest in memory
//! gram_index   fingerprints -> inverted index, gram to texts and text to grams
//! text_lists   its second half, in a file where it is large
//! candidates   index -> pairs that may be copies (rarest grams first)
//! families     pairs that hang together, so that each text is read once
//! shingled     text -> its words and 3-grams, ready to be compared
//! verify       both texts -> exact Jaccard and containment
//! guard        verified pair -> copy, or a look-alike: template, boilerplate
//! noise        the same, where a wrong word every few hides a copy
//! alignment    two texts -> the words that both have in order
//! forms        all pairs of a run -> those that fill one form, which no pair shows by itself
//! digest       pairs of one text -> the text is a digest, its items no copies
//! rewrites     fingerprints -> pairs that share rare grams -> links with a score
//! related      look-alikes -> for each article those most alike
//! group        verified pairs -> groups around a survivor, never chains
//! passages     member and survivor -> what is shared, what was changed
//! keep         which of several copies survives
//! ordered      a corpus -> positions in keep order, texts of the same words, pages crawled again
//! stage        candidates -> verified pairs
//! relation     verified pair -> how a copy relates to its survivor
//! assemble     verified pairs -> groups, evidence, related texts, passages
//! find         all of it over a corpus
//! parts        the same of texts that no memory holds together
//! recorded     what a run records of a pair
//! regroup      a finished run -> its groups under another threshold
//! index        all of it as articles come
//! audit        a finished run -> what it missed
//! ```
//!
//! Copies are nominated from samples and verified on the whole texts. Every member of a group was
//! verified against its survivor: there is no transitive closure, so two unrelated articles cannot
//! meet through a third that quotes both.
//!
//! Templates (the same form with other figures) and boilerplate (a shared footer around different
//! texts) are told from copies by what the rest of the run holds; they become links, not members.
//!
//! Limits: an outlet's standing passages are discounted where a pair is judged, not before it is
//! nominated; two texts of a few own words around one long standing text pass for copies.

mod alignment;
mod assemble;
pub mod audit;
pub mod candidates;
pub mod digest;
pub mod families;
pub mod find;
pub mod fingerprint;
pub mod forms;
pub mod gram_index;
pub mod group;
pub mod guard;
pub mod index;
pub mod keep;
pub mod noise;
mod ordered;
pub mod page_kind;
pub mod page_run;
pub mod parts;
pub mod passages;
pub mod prints;
pub mod recorded;
pub mod regroup;
pub mod related;
mod relation;
pub mod rewrites;
pub mod shingled;
mod stage;
mod text_lists;
pub mod url;
pub mod verify;

pub use keep::Keep;

/// What is kept beside the groups; each step takes several times the memory of the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Nothing.
    Groups,
    /// The verified pairs with their scores.
    Pairs,
    /// Their features too (see [`recorded`]), so that a finished run can be grouped again, and the
    /// passages of members.
    #[default]
    Full,
}

/// The numbers of the stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Share of the smaller text's 3-grams that must stand in the larger for a copy, 0..=1.
    pub containment: f32,
    /// From this Jaccard similarity on a copy is `near`, whichever text is the longer.
    pub near: f32,
    /// Containment wanted of two pages of one outlet under one canonical address (`revision`).
    pub revision: f32,
    /// Takes section fronts, consent walls, stubs, live blogs and digests for articles: they may
    /// have copies and stories.
    pub all_pages: bool,
    /// What is kept beside the groups.
    pub evidence: Evidence,
    /// Which text of a group survives.
    pub keep: Keep,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            containment: 0.5,
            near: 0.7,
            revision: 0.3,
            all_pages: false,
            evidence: Evidence::Full,
            keep: Keep::Earliest,
        }
    }
}
