//! What a user may set of the stage.

use super::families::Families;

/// The settings of the stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Probability from which two claims are one fact, 0..=1.
    pub same: f32,
    /// Also lists facts that one outlet alone carries, in stories of any size.
    pub singles: bool,
    /// Outlets of one owner, which are one witness.
    pub families: Families,
}

impl Default for Settings {
    fn default() -> Self {
        Self { same: 0.70, singles: false, families: Families::default() }
    }
}
