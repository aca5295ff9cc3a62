use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// So many more than were held are let be before it is looked again which of them nobody holds.
const AT_LEAST: usize = 32;

/// Things by what they are for, the same one for everybody. What they are for may come from outside and never end: those
/// that nobody holds are let go of, but for an eighth of all, 32 at least.
#[derive(Debug)]
pub(crate) struct Held<K, V>(Mutex<State<K, V>>);

#[derive(Debug)]
struct State<K, V> {
    things: BTreeMap<K, Arc<V>>,
    /// When there are as many, it is looked again.
    enough: usize,
}

impl<K, V> Default for Held<K, V> {
    fn default() -> Self {
        Self(Mutex::new(State { things: BTreeMap::new(), enough: AT_LEAST }))
    }
}

impl<K: Ord + Clone, V> Held<K, V> {
    /// The one for this, a new one if there is none. Others that nobody holds go if they can be `let_go`.
    pub(crate) fn get_or_insert(&self, key: &K, make: impl FnOnce() -> V, let_go: impl Fn(&V) -> bool) -> Arc<V> {
        let mut state = self.lock();
        if let Some(known) = state.things.get(key) {
            return known.clone();
        }
        if state.things.len() >= state.enough {
            // Clones are made of those in the map alone, and it is locked.
            state.things.retain(|_, thing| Arc::strong_count(thing) > 1 || !let_go(thing));
            // A part of them, so that many that are held are not looked through for each new one.
            state.enough = state.things.len() + AT_LEAST.max(state.things.len() / 8);
        }
        let thing = Arc::new(make());
        state.things.insert(key.clone(), thing.clone());
        thing
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<V>> {
        self.lock().things.values().cloned().collect()
    }

    // A map of finished entries: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, State<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_and_what_nobody_holds_goes_in_the_end() {
        let held = Held::default();
        let kept: Vec<_> = (0..100).map(|key| held.get_or_insert(&key, || key, |_| true)).collect();
        for key in 100..10_000 {
            drop(held.get_or_insert(&key, || key, |_| true));
            assert!(held.all().len() <= 100 + AT_LEAST, "{}", held.all().len());
        }
        for one in &kept {
            assert!(Arc::ptr_eq(one, &held.get_or_insert(&**one, || 0, |_| true)));
        }
    }

    #[test]
    fn what_cannot_be_let_go_of_stays() {
        let held = Held::default();
        for key in 0..1_000 {
            drop(held.get_or_insert(&key, || key, |even| even % 2 == 1));
        }
        let even = held.all().iter().filter(|key| ***key % 2 == 0).count();
        assert_eq!(even, 500);
    }
}
