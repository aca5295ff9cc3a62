//! Keeps what is waited for under numbers that count upwards.

use std::collections::{BTreeMap, VecDeque};

/// Entries under numbers that count upwards, in their order.
///
/// A number is an index, since most entries go soon; the few that stay long move aside, lest they keep the space of all
/// that came after them. So it holds space for what is in it, however long one of them stays.
#[derive(Debug)]
pub struct Numbered<T> {
    recent: VecDeque<Option<T>>,
    /// The number of the first of `recent`.
    first: u64,
    late: BTreeMap<u64, T>,
    live: usize,
}

/// Below this there is nothing to be gained by moving entries aside.
const SMALL: usize = 128;

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self::from(0)
    }
}

impl<T> Numbered<T> {
    /// None yet; the first will have this number.
    pub fn from(first: u64) -> Self {
        Self { recent: VecDeque::new(), first, late: BTreeMap::new(), live: 0 }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Adds one behind all others, and gives its number.
    pub fn push(&mut self, entry: T) -> u64 {
        let number = self.first + self.recent.len() as u64;
        self.recent.push_back(Some(entry));
        self.live += 1;
        while self.recent.len() > SMALL.max(2 * self.live) {
            self.move_aside();
        }
        number
    }

    /// The one of a number.
    pub fn get(&self, number: u64) -> Option<&T> {
        match self.at(number) {
            Some(at) => self.recent.get(at)?.as_ref(),
            None => self.late.get(&number),
        }
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        match self.at(number) {
            Some(at) => self.recent.get_mut(at)?.as_mut(),
            None => self.late.get_mut(&number),
        }
    }

    /// Takes out the one of a number.
    pub fn remove(&mut self, number: u64) -> Option<T> {
        let entry = match self.at(number) {
            Some(at) => self.recent.get_mut(at)?.take(),
            None => self.late.remove(&number),
        }?;
        self.live -= 1;
        while let Some(None) = self.recent.front() {
            self.recent.pop_front();
            self.first += 1;
        }
        Some(entry)
    }

    /// All from a number on, in order.
    pub fn starting_at(&self, number: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        let late = self.late.range(number..).map(|(number, entry)| (*number, entry));
        let from = self.at(number).unwrap_or(0).min(self.recent.len());
        let base = self.first + from as u64;
        let recent = self.recent.range(from..).enumerate();
        late.chain(recent.filter_map(move |(n, entry)| Some((base + n as u64, entry.as_ref()?))))
    }

    /// All of them, in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut T)> {
        let late = self.late.iter_mut().map(|(number, entry)| (*number, entry));
        let recent = self.recent.iter_mut().zip(self.first..);
        late.chain(recent.filter_map(|(entry, number)| Some((number, entry.as_mut()?))))
    }

    /// Takes out everything, in order; numbers go on.
    pub fn drain(&mut self) -> impl Iterator<Item = T> + use<T> {
        self.live = 0;
        self.first += self.recent.len() as u64;
        let (late, recent) = (std::mem::take(&mut self.late), std::mem::take(&mut self.recent));
        late.into_values().chain(recent.into_iter().flatten())
    }

    fn at(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first)?).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_stays_keeps_no_space_of_those_that_go() {
        let mut numbered = Numbered::from(7);
        assert_eq!(numbered.push(7), 7);
        for n in 8..100_000 {
            assert_eq!(numbered.push(n), n);
            assert_eq!(numbered.remove(n), Some(n));
        }
        assert!(numbered.recent.len() <= SMALL && numbered.recent.capacity() <= 4 * SMALL);
        assert_eq!((numbered.len(), numbered.get(7)), (1, Some(&7)));
        assert_eq!(numbered.remove(7), Some(7));
        assert!(numbered.is_empty() && numbered.remove(7).is_none());
    }

    #[test]
    fn all_of_them_come_in_order_whether_they_moved_aside_or_not() {
        let mut numbered = Numbered::default();
        let odd: Vec<u64> = (0..2_000).map(|_| numbered.push(())).filter(|n| n % 97 == 0 || *n > 1_990).collect();
        for n in (0..2_000).filter(|n| !odd.contains(n)) {
            numbered.remove(n);
        }
        let before = numbered.push(());
        numbered.remove(before);
        let seen = |from| numbered.starting_at(from).map(|(n, ())| n).collect::<Vec<_>>();
        assert_eq!(seen(0), odd);
        assert_eq!(seen(1_000), odd.iter().copied().filter(|n| *n >= 1_000).collect::<Vec<_>>());
        assert_eq!(numbered.starting_at(0).next_back().map(|(n, ())| n), odd.last().copied());
        assert!(numbered.starting_at(before + 5).next().is_none());
        assert_eq!(numbered.iter_mut().count(), odd.len());
        assert_eq!((numbered.drain().count(), numbered.push(())), (odd.len(), before + 1));
    }
}
