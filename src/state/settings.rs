//! How long a state remembers.

use crate::error::{Error, Result};

/// Days of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Days within which a new article is known for a copy of an older one; what is older leaves
    /// the state.
    pub copies_days: u32,
    /// Days after its last article that a story stays open.
    pub story_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { copies_days: 92, story_days: 14 }
    }
}

impl Settings {
    /// # Errors
    /// [`Error::Setting`] for the first value out of range.
    pub(crate) fn check(self) -> Result<()> {
        if self.story_days == 0 {
            return Err(Error::setting("state.story_days", 0, "at least 1 day"));
        }
        if self.copies_days < self.story_days {
            let reason = format!("at least state.story_days = {}", self.story_days);
            return Err(Error::setting("state.copies_days", self.copies_days, reason));
        }
        Ok(())
    }
}
