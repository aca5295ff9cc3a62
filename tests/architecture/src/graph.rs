use std::{
    collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry},
    iter,
};

/// Who leads to whom.
pub(crate) type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// One cycle for every knot of nodes that lead to each other.
pub(crate) fn cycles<'a>(graph: &Graph<'a>) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for start in graph.keys() {
        if !seen.contains(start)
            && let Some(path) = way_back(graph, start)
        {
            // The rest of the knot: whatever is reached from here and leads back.
            seen.extend(reached(graph, start).into_iter().filter(|node| reached(graph, node).contains(start)));
            found.push(path);
        }
    }
    found
}

fn reached<'a>(graph: &Graph<'a>, start: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for next in graph.get(node).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(next);
            }
        }
    }
    reached
}

/// The shortest way from a node back to itself.
fn way_back<'a>(graph: &Graph<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut before = BTreeMap::<&str, &'a str>::new();
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        for next in graph.get(node).into_iter().flatten().copied() {
            if next == start {
                let mut path = vec![start, node];
                path.extend(iter::successors(before.get(node).copied(), |node| before.get(node).copied()));
                path.dedup();
                path.reverse();
                return Some(path);
            }
            if let Entry::Vacant(vacant) = before.entry(next) {
                vacant.insert(node);
                open.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_without_a_cycle_has_none() {
        let graph = Graph::from([("a", ["b", "c"].into()), ("b", ["c"].into())]);
        assert!(cycles(&graph).is_empty());
    }

    #[test]
    fn each_knot_is_shown_once_and_by_its_shortest_way() {
        let graph = Graph::from([
            ("a", ["b"].into()),
            ("b", ["c", "a"].into()),
            ("c", ["b"].into()),
            ("d", ["e"].into()),
            ("e", ["d", "a"].into()),
        ]);
        assert_eq!(cycles(&graph), [["a", "b", "a"], ["d", "e", "d"]]);
    }
}
