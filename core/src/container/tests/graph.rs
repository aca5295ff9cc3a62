//! The order of construction, against an independent judge, over many graphs.

use std::{panic::Location, sync::Arc};

use crate::container::{
    Need, Resolver, Root, ServiceType,
    graph::Graph,
    need::{Make, MakingInstance},
    supply::{Source, Supplies, Way},
};

const SIZE: usize = 6;

struct Node<const N: usize>;

/// `needs[a] & 1 << b`: node `a` needs node `b`.
type Needs = [u8; SIZE];

struct Made(Vec<Need>);

impl Make for Made {
    fn needs(&self) -> Vec<Need> {
        self.0.clone()
    }

    fn make<'r>(&'r self, _: &'r Resolver) -> MakingInstance<'r> {
        panic!("the graph constructs nothing")
    }
}

fn needs() -> [Need; SIZE] {
    [
        Need::provided::<Node<0>>(),
        Need::provided::<Node<1>>(),
        Need::provided::<Node<2>>(),
        Need::provided::<Node<3>>(),
        Need::provided::<Node<4>>(),
        Need::provided::<Node<5>>(),
    ]
}

/// The order of construction and the number of cycles, when everything is needed.
fn order(graph: Needs) -> (Vec<usize>, usize) {
    let nodes = needs();
    let mut supplies = Supplies::default();
    for (number, mask) in graph.iter().enumerate() {
        let of = nodes.iter().enumerate().filter(|(other, _)| mask & (1 << other) != 0).map(|(_, need)| need.clone());
        let made = Source::RunTime(Arc::new(Made(of.collect())));
        supplies.add(nodes[number].service(), made, Way::Factory, Location::caller());
    }
    let roots = [Root::new("the test", nodes.to_vec())];
    let (order, cycles) = Graph::explore(&supplies, roots.iter()).order();
    let number = |service: ServiceType| nodes.iter().position(|need| need.service() == service).unwrap();
    (order.into_iter().map(|(service, _)| number(service)).collect(), cycles.len())
}

/// Takes away, again and again, what needs nothing that is left; a cycle is what cannot be taken away.
fn has_cycle(graph: Needs) -> bool {
    let mut left = (1_u8 << SIZE) - 1;
    while let Some(free) = (0..SIZE).find(|&number| left & (1 << number) != 0 && graph[number] & left == 0) {
        left &= !(1 << free);
    }
    left != 0
}

#[test]
fn every_graph_is_either_ordered_by_need_or_its_cycle_is_reported() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut cyclic = 0;
    for round in 0..4_000 {
        let graph: Needs = std::array::from_fn(|number| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Every other graph needs only lower numbers, so that enough of them have no cycle.
            let allowed = if round % 2 == 0 { (1 << number) - 1 } else { (1_u8 << SIZE) - 1 };
            state.to_be_bytes()[0] & state.to_be_bytes()[1] & allowed
        });
        let (order, cycles) = order(graph);
        assert_eq!(cycles > 0, has_cycle(graph), "{graph:?}");
        assert_eq!(order.len(), SIZE);
        if cycles > 0 {
            cyclic += 1;
            continue;
        }
        for (at, &number) in order.iter().enumerate() {
            let made = order[..at].iter().fold(0, |made, earlier| made | 1 << earlier);
            assert_eq!(graph[number] & !made, 0, "{number} is made too early in {order:?} of {graph:?}");
        }
    }
    assert!((1_000..3_000).contains(&cyclic), "{cyclic}");
}
