//! Compares what publishers were told with what listeners did.

mod deed;
mod evidence;
mod loss;
mod order;
mod story;
mod verdict;

use std::collections::HashMap;

pub use verdict::{Loss, Verdict};

pub(crate) use evidence::{Evidence, Letter};

use deed::Deed;
use loss::loss;
use story::Story;

use super::{
    fault::Removal,
    program::{ALL, Listener, fate},
};

/// Whatever was confirmed was handled by each listener of it, or is a dead letter.
pub(crate) fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let stories = story::stories(&evidence.sent, &mut verdict);
    let deeds = deed::deeds(evidence, &mut verdict);
    for (n, story) in sorted(&stories) {
        for listener in ALL.into_iter().filter(|listener| listener.hears_notes() == story.key.is_none()) {
            weigh(n, story, listener, deeds.get(&(listener, n)), evidence, &mut verdict);
        }
    }
    verdict.invented = deeds.keys().filter(|(_, n)| !stories.contains_key(n)).count() as u64;
    order::check(&stories, &deeds, &evidence.closings, &mut verdict);
    verdict
}

fn weigh(n: u64, story: &Story, listener: Listener, deed: Option<&Deed>, evidence: &Evidence, verdict: &mut Verdict) {
    let nothing = Deed::default();
    let deed = deed.unwrap_or(&nothing);
    if deed.ids.len() > 1 {
        verdict.sent_twice.push(loss(n, listener, story, deed));
    }
    if deed.letters > 0 && deed.done > 0 {
        verdict.both += 1;
    }
    if deed.letters > 0 && !fate(listener, n).is_fatal() {
        verdict.given_up_wrongly.push(loss(n, listener, story, deed));
    }
    let Some(confirmed) = story.confirmed else { return };
    if deed.done > 0 || deed.letters + deed.broker_letters > 0 {
        return;
    }
    let taken =
        |removal: &Removal| removal.listener == listener && story.tried <= removal.until && confirmed >= removal.from;
    if evidence.removals.iter().any(taken) {
        verdict.removed += 1;
    } else {
        verdict.lost.push(loss(n, listener, story, deed));
    }
}

fn sorted(stories: &HashMap<u64, Story>) -> Vec<(u64, &Story)> {
    let mut sorted: Vec<_> = stories.iter().map(|(n, story)| (*n, story)).collect();
    sorted.sort_unstable_by_key(|(n, _)| *n);
    sorted
}

#[cfg(test)]
mod tests;
