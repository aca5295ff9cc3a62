//! Queues are what they were declared as.

use crate::{model::Broker, sim::plan::Plan};

pub(super) fn check(plan: &Plan, broker: &Broker) -> Vec<String> {
    let mut found = Vec::new();
    for (queue, _) in plan.queues() {
        match broker.queue(&queue) {
            None => found.push(format!("the durable queue {queue} is gone")),
            Some(state) if !state.config.durable || state.config.auto_delete => {
                found.push(format!("the queue {queue} is not durable"));
            }
            Some(_) => {}
        }
    }
    if broker.queue("fleeting").is_some_and(|state| state.config.durable) {
        found.push("the volatile queue was made anew as a durable one".to_owned());
    }
    found
}
