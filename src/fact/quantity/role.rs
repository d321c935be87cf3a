//! What befell the people that a figure counts: killed, hurt, missing, and so on.

use crate::fact::words::Words;

/// A fate that reports count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Killed or dead.
    Dead,
    /// Hurt or wounded.
    Hurt,
    /// Missing or unaccounted for.
    Missing,
    /// Arrested or detained.
    Arrested,
    /// Trapped.
    Trapped,
    /// Homeless, displaced or evacuated.
    Displaced,
    /// Rescued, or having survived.
    Rescued,
    /// Infected.
    Infected,
    /// In hospital.
    Hospitalised,
}

impl Role {
    /// True where the count can only grow while the event lasts.
    pub fn is_monotone(self) -> bool {
        !matches!(self, Self::Missing | Self::Trapped | Self::Hospitalised)
    }
}

/// How a role word stands to the people it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It takes them as its object, on its right: `killing 10`, `kills 10`.
    Active,
    /// Either way: `killed 10`, `10 killed`.
    Past,
    /// It follows them: `10 died`, `10 dead`, `10 deaths`.
    State,
}

/// The role that a lower-case word tells of.
pub(super) fn role_word(word: &str) -> Option<(Role, Form)> {
    use Form::{Active, Past, State};
    Some(match word {
        "kill" | "kills" | "killing" | "slaying" | "murdering" | "drowning" => (Role::Dead, Active),
        "killed" | "murdered" | "executed" | "slain" | "slew" | "massacred" => (Role::Dead, Past),
        "dead" | "die" | "dies" | "died" | "dying" | "death" | "deaths" | "fatality"
        | "fatalities" | "deceased" | "perished" | "perish" | "drowned" => (Role::Dead, State),
        "injure" | "injures" | "injuring" | "hurting" | "wounds" | "wounding" | "maiming" => {
            (Role::Hurt, Active)
        }
        "injured" | "wounded" | "hurt" | "maimed" => (Role::Hurt, Past),
        "injury" | "injuries" => (Role::Hurt, State),
        "missing" | "unaccounted" => (Role::Missing, State),
        "arrest" | "arrests" | "arresting" | "detain" | "detains" | "detaining"
        | "apprehending" => (Role::Arrested, Active),
        "arrested" | "detained" | "apprehended" => (Role::Arrested, Past),
        "custody" => (Role::Arrested, State),
        "trap" | "traps" | "trapping" | "burying" => (Role::Trapped, Active),
        "trapped" => (Role::Trapped, Past),
        "displacing" | "displaces" | "evacuating" | "evacuates" => (Role::Displaced, Active),
        "displaced" | "evacuated" => (Role::Displaced, Past),
        "homeless" | "fled" | "flee" | "evacuees" => (Role::Displaced, State),
        "rescue" | "rescues" | "rescuing" | "saving" => (Role::Rescued, Active),
        "rescued" | "saved" => (Role::Rescued, Past),
        "survived" | "survive" | "survivors" => (Role::Rescued, State),
        "infects" | "infecting" => (Role::Infected, Active),
        "infected" => (Role::Infected, Past),
        "infections" | "cases" => (Role::Infected, State),
        "hospitalizing" | "hospitalising" => (Role::Hospitalised, Active),
        "hospitalized" | "hospitalised" => (Role::Hospitalised, Past),
        _ => return None,
    })
}

/// Nouns that stand between "of" and the figure they count: `the death of 10`, `arrest of two`.
pub(super) fn nominal_role(word: &str) -> Option<Role> {
    Some(match word {
        "death" | "deaths" | "lives" | "killing" | "killings" | "murder" | "murders" | "toll"
        | "slaying" => Role::Dead,
        "arrest" | "arrests" | "detention" => Role::Arrested,
        "rescue" => Role::Rescued,
        "evacuation" | "displacement" => Role::Displaced,
        _ => return None,
    })
}

/// Phrases of several words that tell of a role, at `at`: `lost their lives`.
pub(super) fn role_phrase(words: &Words, at: usize) -> Option<Role> {
    let next = |back: usize| words.at(at + back);
    match words.at(at) {
        "lost" | "lose" | "losing" => (matches!(next(1), "their" | "his" | "her")
            && matches!(next(2), "lives" | "life"))
        .then_some(Role::Dead),
        "succumbed" | "succumb" => (next(1) == "to").then_some(Role::Dead),
        "looked" | "searched" => (next(1) == "for").then_some(Role::Missing),
        "accounted" => {
            let denied = (1..=3).any(|back| words.before(at, back) == "not");
            (next(1) == "for" && denied).then_some(Role::Missing)
        }
        "treated" => {
            let harm = matches!(
                next(2),
                "injuries" | "wounds" | "burns" | "smoke" | "cuts" | "shock" | "fractures"
            );
            (next(1) == "for" && harm).then_some(Role::Hurt)
        }
        _ => None,
    }
}

/// `claimed 63 lives`: the verb on the left makes lives deaths.
pub(super) fn takes_lives(word: &str) -> bool {
    matches!(
        word,
        "claimed" | "claims" | "claiming" | "cost" | "costs" | "costing" | "took" | "taken"
    )
}

/// `deaths climb to 31`, `fatalities rise to 12`: the verb between the role and its number.
pub(super) fn is_rise(word: &str) -> bool {
    matches!(
        word,
        "climb"
            | "climbs"
            | "climbed"
            | "rise"
            | "rises"
            | "rose"
            | "risen"
            | "reach"
            | "reaches"
            | "reached"
            | "hit"
            | "hits"
            | "jump"
            | "jumps"
            | "jumped"
            | "top"
            | "tops"
            | "topped"
            | "pass"
            | "passes"
            | "passed"
            | "near"
            | "nears"
            | "stand"
            | "stands"
            | "stood"
            | "at"
    )
}
