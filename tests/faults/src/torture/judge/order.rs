//! Whether events of one key were handled in their order and one after the other.

use std::collections::{BTreeMap, HashMap};

use super::{Deed, Deeds, Loss, Story, Verdict};
use crate::torture::program::{ALL, Fate, fate};

/// Judges by the first time that each event was handled: what comes again comes after others, which is no disorder.
/// What a publisher itself sent again has no place in the order.
pub(super) fn check(stories: &HashMap<u64, Story>, deeds: &Deeds, verdict: &mut Verdict) {
    for listener in ALL.into_iter().filter(|listener| listener.keeps_order()) {
        let mut keys: BTreeMap<&str, Vec<(u64, &Story, &Deed)>> = BTreeMap::new();
        for (n, story) in stories {
            let deed = deeds.get(&(listener, *n)).filter(|deed| deed.done > 0);
            if let (Some(key), Some(deed), false) = (&story.key, deed, story.repeated) {
                keys.entry(key).or_default().push((*n, story, deed));
            }
        }
        for events in keys.values_mut() {
            events.sort_unstable_by_key(|(n, ..)| *n);
            for pair in events.windows(2) {
                let [(first, _, before), (n, story, after)] = pair else { continue };
                verdict.in_order += 1;
                if after.begun < before.begun {
                    let mut loss = Loss::of(*n, listener, story, after);
                    let tripped = matches!(fate(listener, *first), Fate::Trips(_));
                    loss.story.push(format!("before {first} (tripped: {tripped}): {:?}", before.told));
                    verdict.reordered.push(loss);
                } else if after.begun < before.ended {
                    verdict.overlapped += 1;
                }
            }
        }
    }
}
