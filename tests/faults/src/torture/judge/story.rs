use std::collections::HashMap;

use super::verdict::Verdict;
use crate::torture::{
    clock::Moment,
    record::{Sent, Step},
};

/// What became of an event on its way to the broker.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub(super) key: Option<String>,
    /// When it was first about to be sent.
    pub(super) tried: Moment,
    pub(super) confirmed: Option<Moment>,
    /// Whether it was sent again by the publisher itself, which gives up its place in the order.
    pub(super) repeated: bool,
    /// All of it, for a human.
    pub(super) told: Vec<String>,
}

impl Story {
    /// Whether it was tried and not yet confirmed at some time between two moments.
    pub(super) fn was_under_way(&self, (from, until): (Moment, Moment)) -> bool {
        self.tried <= until && self.confirmed.is_some_and(|at| at >= from)
    }
}

pub(super) fn stories(sent: &[Sent], verdict: &mut Verdict) -> HashMap<u64, Story> {
    let mut stories: HashMap<u64, Story> = HashMap::new();
    for Sent { n, at, step } in sent {
        let story = stories.entry(*n).or_default();
        match step {
            Step::Tried(key) => {
                story.key.clone_from(key);
                story.tried = *at;
                verdict.tried += 1;
            }
            Step::Confirmed => {
                story.confirmed = Some(*at);
                verdict.confirmed += 1;
            }
            Step::NotSent(why) => {
                story.repeated = true;
                story.told.push(format!("{at} not sent: {why}"));
                verdict.not_sent += 1;
            }
            Step::Undecided(id, why) => {
                story.repeated = true;
                story.told.push(format!("{at} undecided as {id}: {why}"));
                verdict.undecided += 1;
            }
        }
    }
    stories
}
