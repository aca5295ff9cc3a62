use std::collections::HashMap;

use crate::event::EventRef;

/// The events of a manager's listeners, and those that it says it sends, by their names.
pub(super) struct Known(HashMap<String, EventRef>);

impl Known {
    /// Of two events of one name the first counts.
    pub(super) fn of(events: impl Iterator<Item = EventRef>) -> Self {
        let mut known = HashMap::new();
        for event in events {
            known.entry(event.name().to_owned()).or_insert(event);
        }
        Self(known)
    }

    /// How many names.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The event of this name. It takes as long however many there are.
    pub(super) fn named(&self, name: &str) -> Option<&EventRef> {
        self.0.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventInfo;

    #[test]
    fn of_two_events_of_one_name_the_first_counts() {
        let version = |version| EventRef::from(EventInfo::external("order.placed").with_version(version));
        let known = Known::of([version(2), version(1)].into_iter());
        assert_eq!(known.named("order.placed").map(|event| event.version()), Some(2));
        assert!(known.named("order.paid").is_none());
    }
}
