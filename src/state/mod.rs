//! What an update leaves for the next one: the articles of the last weeks with their texts and
//! fingerprints, their stories and facts by name, and what words weigh.
//!
//! ```text
//! store   the file of a state: its tables, its version, one writer at a time
//! stored  articles, stories and facts as they are put down
//! clock   what day it is in a stream of dated articles
//! join    known and new articles to one corpus
//! window  which articles an update looks at again
//! names   stories and facts that keep their names from one day to the next
//! facts   facts of stories that nothing was added to, which need not be found again
//! ```
//!
//! A state forgets: a story leaves it [`Settings::copies_days`] after the day of its last article,
//! with all its articles; an article of no story, so many days after its own. So its size follows
//! the number of articles in that time, not the age of the state.

mod clock;
mod facts;
mod join;
mod names;
mod settings;
mod store;
mod stored;
mod window;

pub use clock::day_of;
pub(crate) use clock::{effective_day, moved};
pub(crate) use facts::{Remembered, grounds, pack};
pub(crate) use join::{Joined, Origin, join};
pub(crate) use names::{name_facts, name_stories, spots};
pub use settings::Settings;
pub use store::{Meta, State};
pub use stored::Changes;
pub(crate) use stored::{Known, NamedFact, NamedStory};
pub(crate) use window::{Window, choose};
