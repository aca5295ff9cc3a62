use std::collections::{HashMap, VecDeque};

use crate::error::{Problem, ProblemKind};

use super::{
    need::Need,
    service_type::ServiceType,
    supply::{Source, Supplies},
};

/// Somebody who needs services without being one: a listener, a pipeline.
#[derive(Clone, Debug)]
pub struct Root {
    who: String,
    needs: Vec<Need>,
}

impl Root {
    /// `who` is shown when one of the needs is missing: `"listener invoice (orders:12)"`.
    pub fn new(who: impl Into<String>, needs: Vec<Need>) -> Self {
        Self { who: who.into(), needs }
    }
}

/// The services that the roots reach. Nodes are numbered in the order in which they are met, breadth first.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    // For look-ups only: nothing may depend on its order.
    numbers: HashMap<ServiceType, usize>,
    unexplored: VecDeque<usize>,
}

struct Node {
    service: ServiceType,
    source: Option<Source>,
    needs: Vec<usize>,
    // Those who cannot do without it.
    needed_by: Vec<String>,
}

impl Graph {
    /// Reaches everything before anything is judged: a type may first be met where its recipe is not known.
    pub(super) fn explore<'r>(supplies: &Supplies, roots: impl Iterator<Item = &'r Root>) -> Self {
        let mut graph = Self::default();
        for root in roots {
            for need in &root.needs {
                graph.reach(supplies, need, &root.who);
            }
        }
        while let Some(number) = graph.unexplored.pop_front() {
            let node = &graph.nodes[number];
            let (name, needs) = (node.service.name(), node.source.as_ref().map(Source::needs).unwrap_or_default());
            graph.nodes[number].needs = needs.iter().map(|need| graph.reach(supplies, need, name)).collect();
        }
        graph
    }

    fn reach(&mut self, supplies: &Supplies, need: &Need, who: &str) -> usize {
        let service = need.service();
        let number = *self.numbers.entry(service).or_insert_with(|| {
            self.nodes.push(Node { service, source: None, needs: Vec::new(), needed_by: Vec::new() });
            self.nodes.len() - 1
        });
        let node = &mut self.nodes[number];
        if node.source.is_none() {
            node.source = supplies.source(service).cloned().or(need.recipe().map(Source::Recipe));
            if node.source.is_some() {
                self.unexplored.push_back(number);
            }
        }
        // Whoever needs it twice says so twice in a row.
        if !need.is_optional() && node.needed_by.last().is_none_or(|by| by != who) {
            node.needed_by.push(who.to_owned());
        }
        number
    }

    /// One problem for each service that somebody needs and nobody supplies.
    pub(super) fn missing(&self) -> impl Iterator<Item = Problem> {
        let missing = self.nodes.iter().filter(|node| node.source.is_none() && !node.needed_by.is_empty());
        missing.map(|Node { service, needed_by, .. }| {
            Problem::new(
                ProblemKind::Missing,
                format!("nothing provides `{service}`, needed by {}", needed_by.join(", ")),
                format!("hand it over with `.provide::<{service}>(..)`, or say `.factory(..)` or `.bind(..)`"),
            )
        })
    }

    /// What has a source, each after what it needs; and one problem for each cycle.
    pub(super) fn order(mut self) -> (Vec<(ServiceType, Source)>, Vec<Problem>) {
        let mut walk = Walk { marks: vec![Mark::New; self.nodes.len()], ..Walk::default() };
        for number in 0..self.nodes.len() {
            walk.visit(&self.nodes, number);
        }
        let cycles = walk.cycles.iter().map(|cycle| cyclic(cycle)).collect();
        let sourced = walk.order.iter().filter_map(|&number| {
            let node = &mut self.nodes[number];
            node.source.take().map(|source| (node.service, source))
        });
        (sourced.collect(), cycles)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Depth first: a node is done after what it needs; one that is met while it is open closes a cycle.
#[derive(Default)]
struct Walk {
    marks: Vec<Mark>,
    path: Vec<usize>,
    order: Vec<usize>,
    cycles: Vec<Vec<ServiceType>>,
}

impl Walk {
    fn visit(&mut self, nodes: &[Node], number: usize) {
        match self.marks[number] {
            Mark::Done => {}
            Mark::Open => {
                let cycle = self.path.iter().skip_while(|&&open| open != number).chain([&number]);
                self.cycles.push(cycle.map(|&open| nodes[open].service).collect());
            }
            Mark::New => {
                self.marks[number] = Mark::Open;
                self.path.push(number);
                for &need in &nodes[number].needs {
                    self.visit(nodes, need);
                }
                self.path.pop();
                self.marks[number] = Mark::Done;
                self.order.push(number);
            }
        }
    }
}

fn cyclic(cycle: &[ServiceType]) -> Problem {
    let names: Vec<_> = cycle.iter().map(|service| format!("`{service}`")).collect();
    Problem::new(
        ProblemKind::Cycle,
        format!("services need each other: {}", names.join(" -> ")),
        "move what both need into a third service, or hand it over when a method is called",
    )
}
