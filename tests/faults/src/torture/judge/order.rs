//! Whether events of one key were handled in their order and one after the other.

use std::collections::{BTreeMap, HashMap};

use super::{
    deed::{Deed, Deeds},
    loss::loss,
    story::Story,
    verdict::Verdict,
};
use crate::torture::{
    clock::Moment,
    program::{ALL, Listener},
};

/// Judges by the first time that each event was handled: what comes again comes after others, which is no disorder.
/// What a publisher itself sent again has no place in the order.
///
/// Where a key has just moved from one process to another, disorder is the broker's, and is only counted: Artemis frees
/// the keys of a consumer that leaves before it takes back what that had not settled, and may give a later event of a key
/// to another consumer in between (`ServerConsumerImpl.close`: `removeItself`, then `cancelRefs`). That a key moved is
/// seen by who handled the event before; of the first events of a key, by their having been given to somebody before.
///
/// So it is with two events that were both on their way when an operator closed the connections: over STOMP the broker
/// may refuse the first and still take the second from the connection that it closes, and gets both again over the next
/// one.
pub(super) fn check(
    stories: &HashMap<u64, Story>,
    deeds: &Deeds,
    closings: &[(Moment, Moment)],
    verdict: &mut Verdict,
) {
    for listener in ALL.into_iter().filter(|listener| listener.keeps_order()) {
        let mut keys: BTreeMap<&str, Vec<(u64, &Story, &Deed)>> = BTreeMap::new();
        for (n, story) in stories {
            let deed = deeds.get(&(listener, *n)).filter(|deed| deed.done > 0);
            if let (Some(key), Some(deed), false) = (&story.key, deed, story.repeated) {
                keys.entry(key).or_default().push((*n, story, deed));
            }
        }
        for events in keys.values_mut() {
            check_key(listener, events, closings, verdict);
        }
    }
}

fn check_key(
    listener: Listener,
    events: &mut [(u64, &Story, &Deed)],
    closings: &[(Moment, Moment)],
    verdict: &mut Verdict,
) {
    events.sort_unstable_by_key(|(n, ..)| *n);
    for pair in events.windows(2) {
        let [(first, earlier, before), (n, story, after)] = pair else { continue };
        verdict.in_order += 1;
        if after.begun >= before.begun {
            verdict.overlapped += u64::from(after.begun < before.ended);
            continue;
        }
        if closings.iter().any(|closing| earlier.was_under_way(*closing) && story.was_under_way(*closing)) {
            verdict.reordered_at_closings += 1;
            continue;
        }
        // The one that was handled last before both.
        let last = events.iter().filter(|(_, _, deed)| deed.begun < after.begun).max_by_key(|(_, _, deed)| deed.begun);
        if last.map_or(before.redelivered, |(_, _, last)| last.by != after.by) {
            verdict.reordered_at_moves += 1;
            continue;
        }
        let mut found = loss(*n, listener, story, after);
        found
            .story
            .push(format!("in {}, before {first}: {}..{} in {}", after.by, before.begun, before.ended, before.by));
        found.story.extend(before.told.iter().cloned());
        verdict.reordered.push(found);
    }
}
