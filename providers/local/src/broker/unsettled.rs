use std::collections::{BTreeMap, VecDeque};

use tidings_core::provider::Token;

use super::entry::Entry;

/// What a receiver was given and has not settled, by token.
///
/// Tokens count upwards, so that a token is an index; the few that stay long (a retry in place) move aside, lest they
/// keep the space of all that came after them.
#[derive(Default)]
pub(crate) struct Unsettled {
    recent: VecDeque<Option<Entry>>,
    /// The token of the first of `recent`.
    first: u64,
    late: BTreeMap<u64, Entry>,
    live: usize,
}

/// Below this there is nothing to be gained by moving entries aside.
const SMALL: usize = 128;

impl Unsettled {
    #[inline]
    pub(super) fn push(&mut self, entry: Entry) {
        self.recent.push_back(Some(entry));
        self.live += 1;
        while self.recent.len() > SMALL.max(2 * self.live) {
            self.move_aside();
        }
    }

    /// The `n` that were pushed last, oldest first, with their tokens.
    pub(crate) fn newest(&self, n: usize) -> impl Iterator<Item = (Token, &Entry)> {
        let from = self.recent.len().saturating_sub(n);
        let token = move |at: usize| Token(self.first + (from + at) as u64);
        self.recent.range(from..).enumerate().filter_map(move |(at, entry)| Some((token(at), entry.as_ref()?)))
    }

    /// Takes out what the token names; `None` if it was settled already.
    #[inline]
    pub(crate) fn remove(&mut self, token: Token) -> Option<Entry> {
        let entry = match token.0.checked_sub(self.first) {
            Some(at) => usize::try_from(at).ok().and_then(|at| self.recent.get_mut(at)).and_then(Option::take),
            None => self.late.remove(&token.0),
        }?;
        self.live -= 1;
        while let Some(None) = self.recent.front() {
            self.recent.pop_front();
            self.first += 1;
        }
        Some(entry)
    }

    /// Takes out everything, in the order in which it was given; nothing may be pushed any more.
    pub(crate) fn drain(&mut self) -> Vec<Entry> {
        self.live = 0;
        std::mem::take(&mut self.late).into_values().chain(self.recent.drain(..).flatten()).collect()
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.live == 0
    }

    #[cold]
    fn move_aside(&mut self) {
        if let Some(entry) = self.recent.pop_front() {
            if let Some(entry) = entry {
                self.late.insert(self.first, entry);
            }
            self.first += 1;
        }
    }
}
