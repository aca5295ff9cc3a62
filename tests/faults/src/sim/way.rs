//! The network of a run, by its protocol: above the link seam over AMQP, below the codec over STOMP.

use std::sync::Arc;

use tidings_core::provider::Provider;

use crate::{
    Protocol,
    links::{self, Weather, Witness},
    model::{Broker, Chance, Time},
    process::{Clock, Process},
    stomp,
};

/// Which strikes fall in a run, and where.
#[derive(Debug, Clone)]
pub(super) enum Strikes {
    Amqp(links::Plan),
    Stomp(stomp::Plan),
}

impl Strikes {
    pub(super) fn drawn(protocol: Protocol, count: u64, chance: &mut Chance) -> Self {
        match protocol {
            Protocol::Amqp => Self::Amqp(links::Plan::drawn(count, chance)),
            Protocol::Stomp => Self::Stomp(stomp::Plan::drawn(count, chance)),
        }
    }
}

/// The broker, and the ways to it; clones are the same ones.
#[derive(Clone)]
pub(super) enum Network {
    Amqp(links::Network),
    Stomp(stomp::Network),
}

/// Does the same on either.
macro_rules! either {
    ($network:expr, $it:ident => $act:expr) => {
        match $network {
            Self::Amqp($it) => $act,
            Self::Stomp($it) => $act,
        }
    };
}

impl Network {
    pub(super) fn new(
        clock: Clock,
        broker: Broker,
        weather: Weather,
        strikes: Strikes,
        chance: Chance,
        witness: impl Witness,
    ) -> Self {
        match strikes {
            Strikes::Amqp(plan) => Self::Amqp(links::Network::new(clock, broker, weather, plan, chance, witness)),
            Strikes::Stomp(plan) => Self::Stomp(stomp::Network::new(clock, broker, weather, plan, chance, witness)),
        }
    }

    /// What a process reaches it by.
    pub(super) fn provider(&self, process: &Process) -> Arc<dyn Provider> {
        match self {
            Self::Amqp(network) => Arc::new(links::Simulated::new(network, process)),
            Self::Stomp(network) => Arc::new(stomp::provider(network, process)),
        }
    }

    pub(super) async fn run(self) {
        match self {
            Self::Amqp(network) => network.run().await,
            Self::Stomp(network) => network.run().await,
        }
    }

    pub(super) fn trace(&self) {
        either!(self, it => it.trace());
    }

    pub(super) fn say(&self, text: impl FnOnce() -> String) {
        either!(self, it => it.say(text));
    }

    pub(super) fn lines(&self) -> Vec<String> {
        either!(self, it => it.lines())
    }

    pub(super) fn broker<T>(&self, look: impl FnOnce(&mut Broker, Time) -> T) -> T {
        either!(self, it => it.broker(look))
    }

    pub(super) fn calm(&self) {
        either!(self, it => it.calm());
    }

    /// Has what has not fallen fall soon; so much of it at whatever comes next, where frames are not all there is.
    pub(super) fn hurry(&self, anywhere: usize) {
        match self {
            Self::Amqp(network) => network.hurry(anywhere),
            Self::Stomp(network) => drop(network.hurry()),
        }
    }

    pub(super) fn left(&self) -> usize {
        either!(self, it => it.left())
    }

    pub(super) fn restart_broker(&self) {
        either!(self, it => it.restart_broker());
    }

    pub(super) fn cut(&self, process: &Process) {
        either!(self, it => it.cut(process));
    }

    pub(super) fn crash(&self, process: &Process) {
        either!(self, it => it.crash(process));
    }

    pub(super) fn hits(&self) -> Hits {
        match self {
            Self::Amqp(network) => Hits { amqp: network.hits(), ..Hits::default() },
            Self::Stomp(network) => Hits { stomp: network.hits(), ..Hits::default() },
        }
    }
}

/// How often each strike fell at each point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    amqp: links::Hits,
    stomp: stomp::Hits,
}

impl Hits {
    /// Those of another run as well.
    pub fn merge(&mut self, other: &Self) {
        self.amqp.merge(&other.amqp);
        self.stomp.merge(&other.stomp);
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.amqp.total() + self.stomp.total()
    }

    /// What never fell, by point and strike.
    pub fn missing(&self, protocol: Protocol) -> Vec<(String, String)> {
        match protocol {
            Protocol::Amqp => shown(self.amqp.missing()),
            Protocol::Stomp => shown(self.stomp.missing()),
        }
    }

    /// As a table of Markdown.
    pub fn table(&self, protocol: Protocol) -> String {
        match protocol {
            Protocol::Amqp => self.amqp.table(),
            Protocol::Stomp => self.stomp.table(),
        }
    }
}

fn shown<P: std::fmt::Debug, S: std::fmt::Debug>(pairs: Vec<(P, S)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(point, strike)| (format!("{point:?}"), format!("{strike:?}"))).collect()
}
