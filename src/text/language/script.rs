//! The script of a letter, by its block.

/// Scripts that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Burmese,
    Georgian,
    Armenian,
    Ethiopic,
    Khmer,
    Hangul,
    Kana,
    Han,
}

impl Script {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Arabic,
        Self::Hebrew,
        Self::Devanagari,
        Self::Bengali,
        Self::Gurmukhi,
        Self::Gujarati,
        Self::Tamil,
        Self::Telugu,
        Self::Kannada,
        Self::Malayalam,
        Self::Sinhala,
        Self::Thai,
        Self::Lao,
        Self::Burmese,
        Self::Georgian,
        Self::Armenian,
        Self::Ethiopic,
        Self::Khmer,
        Self::Hangul,
        Self::Kana,
        Self::Han,
    ];

    /// Number of scripts.
    pub const COUNT: usize = Self::ALL.len();

    /// The script of a letter beyond ASCII; `None` for marks, signs and other scripts.
    pub fn of(c: char) -> Option<Self> {
        Some(match c as u32 {
            0xd7 | 0xf7 => return None,
            0xc0..=0x24f | 0x1e00..=0x1eff => Self::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Self::Greek,
            0x400..=0x52f => Self::Cyrillic,
            0x531..=0x58f => Self::Armenian,
            0x5d0..=0x5ea => Self::Hebrew,
            // Letters only: points, digits and the comma of Arabic break no tie.
            0x620..=0x64a | 0x671..=0x6d3 => Self::Arabic,
            0x900..=0x963 => Self::Devanagari,
            0x980..=0x9e5 => Self::Bengali,
            0xa00..=0xa65 => Self::Gurmukhi,
            0xa80..=0xae5 => Self::Gujarati,
            0xb80..=0xbe5 => Self::Tamil,
            0xc00..=0xc65 => Self::Telugu,
            0xc80..=0xce5 => Self::Kannada,
            0xd00..=0xd65 => Self::Malayalam,
            0xd80..=0xddf => Self::Sinhala,
            0xe01..=0xe4f => Self::Thai,
            0xe81..=0xecf => Self::Lao,
            0x1000..=0x109f => Self::Burmese,
            0x10a0..=0x10ff => Self::Georgian,
            0x1200..=0x137f => Self::Ethiopic,
            0x1780..=0x17d3 => Self::Khmer,
            0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => Self::Hangul,
            0x3041..=0x30ff => Self::Kana,
            0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f => Self::Han,
            _ => return None,
        })
    }

    /// How many Latin letters one letter of it is worth: a syllable or word in one sign weighs
    /// more, or a Latin product name would decide the language of a Chinese headline.
    pub fn weight(self) -> u32 {
        match self {
            Self::Han => 3,
            Self::Kana | Self::Hangul => 2,
            _ => 1,
        }
    }
}
