use std::collections::{BTreeMap, BTreeSet};

use super::{
    directory::{Change, Place},
    line::Known,
};

/// What is bound to each address that was asked for, in one epoch.
#[derive(Debug, Default)]
pub(super) struct Table(BTreeMap<String, Option<BTreeSet<String>>>);

/// What a change means for the table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing that anybody sends to.
    Nothing,
    /// The table knows what is bound to this address now.
    Known(String),
    /// This address has to be asked for again.
    Ask(String),
    /// All of them.
    AskAll,
}

impl Table {
    pub(super) fn answered(&mut self, address: &str, names: BTreeSet<String>) {
        self.0.insert(address.to_owned(), Some(names));
    }

    /// What is bound to an address could not be found out.
    pub(super) fn not_answered(&mut self, address: &str) {
        self.0.insert(address.to_owned(), None);
    }

    /// Forgets all other addresses.
    pub(super) fn keep(&mut self, addresses: &BTreeSet<String>) {
        self.0.retain(|address, _| addresses.contains(address));
    }

    /// What is known of a place whose address was asked for.
    pub(super) fn known(&self, place: &Place) -> Known {
        match (self.0.get(&place.address), &place.queue) {
            (None, _) => Known::Nothing,
            (Some(None), _) => Known::Unsure,
            (Some(Some(names)), None) if names.is_empty() => Known::Unheard,
            (Some(Some(names)), Some(queue)) if !names.contains(queue) => Known::Unheard,
            _ => Known::Heard,
        }
    }

    pub(super) fn apply(&mut self, change: Change) -> Effect {
        let (place, is_added) = match change {
            Change::Added(place) => (place, true),
            Change::Removed(place) => (place, false),
            Change::Many => return Effect::AskAll,
        };
        let (Some(known), Some(queue)) = (self.0.get_mut(&place.address), place.queue) else { return Effect::Nothing };
        let Some(names) = known else { return Effect::Ask(place.address) };
        let fits = match is_added {
            true => {
                names.insert(queue);
                true
            }
            false => names.remove(&queue),
        };
        // What goes and was not known has another name here, as a divert has.
        if fits { Effect::Known(place.address) } else { Effect::Ask(place.address) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn an_address_is_heard_while_anything_is_bound_to_it_and_a_queue_while_it_is() {
        let mut table = Table::default();
        let (all, one) = (Place::address("e"), Place::queue("e", "a"));
        assert_eq!((table.known(&all), table.known(&one)), (Known::Nothing, Known::Nothing));
        table.answered("e", names(&["b"]));
        assert_eq!((table.known(&all), table.known(&one)), (Known::Heard, Known::Unheard));
        assert_eq!(table.apply(Change::Added(Place::queue("e", "a"))), Effect::Known("e".into()));
        assert_eq!(table.apply(Change::Removed(Place::queue("e", "b"))), Effect::Known("e".into()));
        assert_eq!((table.known(&all), table.known(&one)), (Known::Heard, Known::Heard));
        assert_eq!(table.apply(Change::Removed(Place::queue("e", "a"))), Effect::Known("e".into()));
        assert_eq!((table.known(&all), table.known(&one)), (Known::Unheard, Known::Unheard));
    }

    #[test]
    fn what_cannot_be_followed_is_asked_again() {
        let mut table = Table::default();
        assert_eq!(table.apply(Change::Added(Place::queue("other", "a"))), Effect::Nothing);
        table.answered("e", names(&["divert"]));
        assert_eq!(table.apply(Change::Removed(Place::queue("e", "its other name"))), Effect::Ask("e".into()));
        assert_eq!(table.apply(Change::Many), Effect::AskAll);
        assert_eq!(table.known(&Place::address("e")), Known::Heard);
    }

    #[test]
    fn what_nobody_sends_to_any_more_is_forgotten() {
        let mut table = Table::default();
        for n in 0..3 {
            table.answered(&format!("e{n}"), names(&["a"]));
        }
        table.keep(&names(&["e1"]));
        let known = [0, 1, 2].map(|n| table.known(&Place::address(format!("e{n}"))));
        assert_eq!(known, [Known::Nothing, Known::Heard, Known::Nothing]);
    }

    #[test]
    fn old_changes_that_are_told_after_an_answer_lead_to_the_same_end() {
        let mut table = Table::default();
        table.answered("e", names(&["a"]));
        let a = || Place::queue("e", "a");
        for change in [Change::Added(a()), Change::Removed(a()), Change::Added(a())] {
            table.apply(change);
        }
        assert_eq!(table.known(&a()), Known::Heard);
    }
}
