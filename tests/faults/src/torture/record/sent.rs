use std::fmt;

use super::Line;
use crate::torture::clock::Moment;

/// What a publisher knows of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) n: u64,
    pub(crate) at: Moment,
    pub(crate) step: Step,
}

/// How far it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is about to be sent, with this key or none.
    Tried(Option<String>),
    /// The broker has it.
    Confirmed,
    /// It surely did not leave; it is sent again, as a new event.
    NotSent(String),
    /// It may have arrived; it is repeated under this id.
    Undecided(String, String),
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n, at, step } = self;
        match step {
            Step::Tried(key) => write!(f, "{n} {at} tried {}.", key.as_deref().unwrap_or("-")),
            Step::Confirmed => write!(f, "{n} {at} confirmed."),
            Step::NotSent(why) => write!(f, "{n} {at} notsent {why:?}."),
            Step::Undecided(id, why) => write!(f, "{n} {at} undecided {id} {why:?}."),
        }
    }
}

impl Line for Sent {
    fn parse(text: &str) -> Option<Self> {
        // Without its last character it is torn.
        let mut words = text.strip_suffix('.')?.splitn(4, ' ');
        let (n, at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let step = match words.next()? {
            "tried" => Step::Tried(words.next().filter(|key| *key != "-").map(str::to_owned)),
            "confirmed" => Step::Confirmed,
            "notsent" => Step::NotSent(words.next()?.to_owned()),
            "undecided" => {
                let (id, why) = words.next()?.split_once(' ')?;
                Step::Undecided(id.to_owned(), why.to_owned())
            }
            _ => return None,
        };
        Some(Self { n, at, step })
    }

    fn progress(&self) -> Option<Moment> {
        (self.step == Step::Confirmed).then_some(self.at)
    }
}
