use std::collections::{BTreeMap, BTreeSet};

use crate::{Deed, Line};

/// What happened, in the order in which it happened.
#[derive(Clone, Debug, Default)]
pub struct History(pub Vec<Line>);

/// What is to be said of the handlings of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Handlings that began while another of their key was at work.
    pub overlaps: Vec<String>,
    /// Events that had not been handled when they began behind a later one of their key that had.
    pub behind: Vec<String>,
    /// How many handlings began of events that had been handled before.
    pub repeats: usize,
    /// How many of them came behind a later one of their key.
    pub rewinds: usize,
    /// How many events each process handled.
    pub shares: BTreeMap<String, usize>,
    /// The events that were handled.
    pub handled: BTreeSet<u64>,
}

/// What is known of one key.
#[derive(Default)]
struct Key {
    /// Who is at work, and on what.
    open: Vec<(String, u64)>,
    handled: BTreeSet<u64>,
}

impl History {
    /// Judges each key by itself; events without one are only counted.
    pub fn judge(&self) -> Verdict {
        let mut verdict = Verdict::default();
        let mut keys = BTreeMap::<&str, Key>::new();
        let deaths = self.deaths();
        for (at, line) in self.0.iter().enumerate() {
            if let Some(n) = line.n {
                let mut alone = Key::default();
                let name = line.key.as_deref();
                let key = name.map_or(&mut alone, |name| keys.entry(name).or_default());
                verdict.weigh(key, line, n);
            }
            if deaths.contains(&at) {
                keys.values_mut().for_each(|key| key.open.retain(|(who, _)| *who != line.who));
            }
        }
        verdict
    }

    /// The last lines of the lives that somebody ended. That it is about to be killed is written before the signal, and
    /// a process may well go on in between: up to its last line it was alive, and after that it is at work on nothing.
    fn deaths(&self) -> BTreeSet<usize> {
        let last = |from: usize, who: &str| {
            let lives = self.0.iter().enumerate().skip(from).filter(|(_, line)| line.who == who);
            lives.take_while(|(_, line)| line.deed != Deed::Ready).map(|(at, _)| at).last()
        };
        let killed = self.0.iter().enumerate().filter(|(_, line)| line.deed == Deed::Killed);
        killed.filter_map(|(at, line)| last(at, &line.who)).collect()
    }

    /// The numbers of the events to which this was done.
    pub fn numbers(&self, deed: Deed) -> BTreeSet<u64> {
        self.of(deed).filter_map(|line| line.n).collect()
    }

    /// The lines that tell this.
    pub fn of(&self, deed: Deed) -> impl Iterator<Item = &Line> {
        self.0.iter().filter(move |line| line.deed == deed)
    }

    /// How often a process did this.
    pub fn count(&self, who: &str, deed: Deed) -> usize {
        self.of(deed).filter(|line| line.who == who).count()
    }
}

impl Verdict {
    fn weigh(&mut self, key: &mut Key, line: &Line, n: u64) {
        match line.deed {
            Deed::Began => self.began(key, line, n),
            Deed::Handled | Deed::Failed => key.end(line, n),
            _ => {}
        }
        if line.deed == Deed::Handled {
            self.handled.insert(n);
            *self.shares.entry(line.who.clone()).or_default() += 1;
        }
    }

    fn began(&mut self, key: &mut Key, line: &Line, n: u64) {
        let told = || format!("{n} of {:?} by {} (attempt {})", line.key, line.who, line.attempt);
        if let Some((who, other)) = key.open.first() {
            self.overlaps.push(format!("{} while {who} was at {other}", told()));
        }
        let later = key.handled.range(n + 1..).next_back();
        // Without a key, only the whole record knows.
        if key.handled.contains(&n) || self.handled.contains(&n) {
            self.repeats += 1;
            self.rewinds += usize::from(later.is_some());
        } else if let Some(later) = later {
            self.behind.push(format!("{} behind {later}", told()));
        }
        key.open.push((line.who.clone(), n));
    }
}

impl Key {
    fn end(&mut self, line: &Line, n: u64) {
        if let Some(at) = self.open.iter().position(|(who, open)| *who == line.who && *open == n) {
            self.open.remove(at);
        }
        if line.deed == Deed::Handled {
            self.handled.insert(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a+1` is the beginning of 1 by a, `a-1` its end, `a!1` its failure, `a#` the end of a.
    fn judge(told: &str) -> Verdict {
        let line = |word: &str| {
            let (who, rest) = word.split_at(1);
            let (deed, n) = rest.split_at(1);
            let deed = match deed {
                "+" => Deed::Began,
                "-" => Deed::Handled,
                "!" => Deed::Failed,
                _ => Deed::Killed,
            };
            let line = Line::of(who, deed);
            if n.is_empty() { line } else { line.to(n.parse().unwrap(), Some("k")) }
        };
        History(told.split(' ').map(line).collect()).judge()
    }

    #[test]
    fn what_keeps_its_order_is_well() {
        let verdict = judge("a+1 a-1 b+2 b!2 b+2 b-2 a+3 a-3");
        assert!(verdict.overlaps.is_empty() && verdict.behind.is_empty() && verdict.repeats == 0, "{verdict:?}");
        assert_eq!(verdict.shares, BTreeMap::from([("a".into(), 2), ("b".into(), 1)]));
    }

    #[test]
    fn two_at_work_on_one_key_overlap() {
        assert_eq!(judge("a+1 b+2 a-1 b-2").overlaps.len(), 1);
        assert_eq!(judge("a+1 a+2 a-1 a-2").overlaps.len(), 1);
    }

    #[test]
    fn whom_somebody_killed_is_not_at_work_any_more() {
        assert_eq!(judge("a+1 a# b+1 b-1").overlaps.len(), 0);
        assert_eq!(judge("a# a+1 b+1 b-1").overlaps.len(), 0);
        assert_eq!(judge("a+1 a# b+1 a-1 b-1").overlaps.len(), 1, "it was still alive");
    }

    #[test]
    fn what_was_not_handled_must_not_come_behind_a_later_one() {
        assert_eq!(judge("a+2 a-2 a+1 a-1").behind.len(), 1);
        assert_eq!(judge("a+1 a!1 a+2 a-2 a+1 a-1").behind.len(), 1);
    }

    #[test]
    fn repeats_are_told_apart() {
        let verdict = judge("a+1 a-1 b+1 b-1 b+2 b-2 a+1 a-1");
        assert_eq!((verdict.repeats, verdict.rewinds, verdict.behind.len()), (2, 1, 0));
    }
}
