//! Nouns for people, by how a count of them relates to a count of "people".

/// How widely a noun for people counts in a report of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum People {
    /// Anybody: people, victims, others.
    All,
    /// Whoever was there, by what they did or where they came from: miners, villagers,
    /// passengers, Palestinians. Mostly the same people as "people".
    Group,
    /// One part where others are likely too: women, soldiers, militants.
    Part,
}

/// What a lower-case noun, singular or plural, means; `None` for other things.
pub(super) fn people(noun: &str) -> Option<People> {
    let plural = |ending| noun.strip_suffix(ending).and_then(of_singular);
    of_singular(noun).or_else(|| plural("s")).or_else(|| plural("es"))
}

fn of_singular(noun: &str) -> Option<People> {
    Some(match noun {
        "people" | "person" | "other" | "victim" | "human" | "casualty" | "casualties"
        | "individual" | "life" | "lives" | "folk" | "body" => People::All,
        "worker" | "employee" | "student" | "pupil" | "passenger" | "villager" | "resident"
        | "miner" | "citizen" | "national" | "tourist" | "guest" | "inmate" | "prisoner"
        | "fisherman" | "fishermen" | "patient" | "protester" | "protestor" | "demonstrator"
        | "refugee" | "migrant" | "member" | "suspect" | "friend" | "colleague" | "coworker"
        | "rioter" | "teenager" | "staff" | "fan" | "spectator" | "pilgrim" | "worshiper"
        | "worshipper" | "devotee" | "visitor" | "player" | "traveler" | "traveller" | "driver"
        | "rider" | "climber" | "hiker" | "trekker" | "sailor" | "crewman" | "crewmen"
        | "customer" | "shopper" | "farmer" | "laborer" | "labourer" | "hostage" | "survivor"
        | "detainee" | "evacuee" | "robber" | "thief" | "thieves" | "pirate" | "raider"
        | "burglar" | "activist" | "journalist" | "reporter" | "doctor" | "nurse" | "teacher"
        | "firefighter" | "voter" | "candidate" | "lawmaker" | "delegate" | "family"
        | "families" | "occupant" | "bystander" | "pedestrian" | "motorist" | "homeowner"
        | "household" | "contractor" => People::Group,
        "man" | "men" | "woman" | "women" | "child" | "children" | "boy" | "girl" | "adult"
        | "soldier" | "troop" | "officer" | "police" | "policeman" | "policemen" | "cop"
        | "civilian" | "militant" | "rebel" | "insurgent" | "gunman" | "gunmen" | "terrorist"
        | "attacker" | "bomber" | "foreigner" | "crew" | "guard" | "marine" | "fighter"
        | "trooper" | "official" | "baby" | "babies" | "infant" | "youth" | "minor" | "kid"
        | "schoolchildren" | "pilot" => People::Part,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_and_plural() {
        assert_eq!(people("people"), Some(People::All));
        assert_eq!(people("casualties"), Some(People::All));
        assert_eq!(people("miners"), Some(People::Group));
        assert_eq!(people("families"), Some(People::Group));
        assert_eq!(people("women"), Some(People::Part));
        assert_eq!(people("houses"), None);
    }
}
