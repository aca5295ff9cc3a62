//! What must hold at the end of a run. Each file is one promise.

mod handled;
mod letters;
mod order;
mod topology;

use super::{journal::Entries, plan::Plan};
use crate::model::Broker;

/// Checks everything; what needs all to have settled only if it has, and what needs management to answer only if it did.
pub(super) fn check(plan: &Plan, broker: &Broker, entries: &mut Entries, is_settled: bool, is_answered: bool) {
    let mut found: Vec<String> = broker.violations().to_vec();
    found.extend(order::check(plan, entries));
    found.extend(letters::check(plan, broker));
    found.extend(topology::check(plan, broker));
    if is_settled {
        found.extend(handled::check(plan, broker, entries, is_answered));
    }
    entries.violations.append(&mut found);
}
