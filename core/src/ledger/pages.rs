use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

/// Pages by provider and name, in the order in which they were begun; each is found at the same cost however many there
/// are.
#[derive(Debug)]
pub(super) struct Pages<P> {
    all: BTreeMap<u64, Kept<P>>,
    numbers: HashMap<Arc<str>, HashMap<Arc<str>, u64>>,
    /// Whose turn it is to be looked at when one has to go.
    turns: VecDeque<u64>,
    next: u64,
}

#[derive(Debug)]
struct Kept<P> {
    provider: Arc<str>,
    name: Arc<str>,
    page: P,
}

impl<P> Default for Pages<P> {
    fn default() -> Self {
        Self { all: BTreeMap::new(), numbers: HashMap::new(), turns: VecDeque::new(), next: 0 }
    }
}

/// How many pages are looked at when one has to go: more than one for each that is begun, so that those which may go are
/// found sooner than they come.
const LOOKS: usize = 8;

impl<P> Pages<P> {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, provider: &str, name: &str) -> Option<&P> {
        let number = self.numbers.get(provider)?.get(name)?;
        self.all.get(number).map(|kept| &kept.page)
    }

    /// Begins a page, which there is none of yet.
    pub(super) fn begin(&mut self, provider: &str, name: &str, page: P) {
        let number = self.next;
        self.next += 1;
        let (provider, name): (Arc<str>, Arc<str>) = (provider.into(), name.into());
        self.numbers.entry(provider.clone()).or_default().insert(name.clone(), number);
        self.turns.push_back(number);
        self.all.insert(number, Kept { provider, name, page });
    }

    /// Takes out those of the next few that may go, until fewer than `most` are left: it takes as long however many there
    /// are.
    pub(super) fn make_room(&mut self, most: usize, may_go: impl Fn(&P) -> bool) {
        for _ in 0..LOOKS.min(self.len()) {
            if self.len() < most {
                return;
            }
            let Some(number) = self.turns.pop_front() else { return };
            if self.all.get(&number).is_some_and(|kept| !may_go(&kept.page)) {
                self.turns.push_back(number);
                continue;
            }
            if let Some(Kept { provider, name, .. }) = self.all.remove(&number)
                && let Some(numbers) = self.numbers.get_mut(&provider)
            {
                numbers.remove(&name);
            }
        }
    }

    /// Provider, name and page of each.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str, &P)> {
        self.all.values().map(|kept| (&*kept.provider, &*kept.name, &kept.page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_may_go_are_found_behind_however_many_that_may_not() {
        let mut pages = Pages::default();
        (0..1_000).for_each(|number| pages.begin("amqp", &format!("stays.{number}"), false));
        for number in 0..1_000 {
            pages.make_room(100, |may_go| *may_go);
            pages.begin("amqp", &format!("goes.{number}"), true);
        }
        assert!(pages.len() < 1_300, "{}", pages.len());
        assert_eq!(pages.iter().filter(|(_, _, may_go)| !**may_go).count(), 1_000);
        assert_eq!((pages.get("amqp", "goes.0"), pages.get("amqp", "goes.999")), (None, Some(&true)));
        assert_eq!(pages.get("local", "stays.0"), None);
    }
}
