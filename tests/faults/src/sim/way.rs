//! The network of a run, by its protocol: above the link seam over AMQP, below the codec over STOMP.

use std::sync::Arc;

use tidings_core::provider::Provider;

use crate::{
    Protocol,
    links::{self, Links},
    model::{Broker, Chance, Time},
    network::{self, Weather, Witness},
    process::{Clock, Process},
    stomp::{self, Sockets},
};

/// Which strikes fall in a run, and where.
#[derive(Debug, Clone)]
pub(super) enum Strikes {
    Amqp(network::Strikes<Links>),
    Stomp(network::Strikes<Sockets>),
}

impl Strikes {
    pub(super) fn drawn(protocol: Protocol, count: u64, chance: &mut Chance) -> Self {
        match protocol {
            Protocol::Amqp => Self::Amqp(network::Strikes::drawn(count, chance)),
            Protocol::Stomp => Self::Stomp(network::Strikes::drawn(count, chance)),
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
            Strikes::Amqp(it) => Self::Amqp(network::Network::new(clock, broker, weather, it, chance, witness)),
            Strikes::Stomp(it) => Self::Stomp(network::Network::new(clock, broker, weather, it, chance, witness)),
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
        either!(self, it => it.run().await);
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

    /// Has what has not fallen fall soon, and so much of it at whatever point comes next.
    pub(super) fn hurry(&self, anywhere: usize) {
        either!(self, it => it.hurry(anywhere));
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
    amqp: network::Hits<Links>,
    stomp: network::Hits<Sockets>,
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

    /// Whether nothing fell on what management was asked, or answered.
    pub(super) fn is_management_spared(&self) -> bool {
        let amqp = [links::Point::Request, links::Point::Reply];
        let stomp = [stomp::Point::Request, stomp::Point::Reply];
        amqp.iter().all(|point| self.amqp.at(*point) == 0) && stomp.iter().all(|point| self.stomp.at(*point) == 0)
    }

    /// What never fell, by point and strike.
    pub fn missing(&self, protocol: Protocol) -> Vec<(String, String)> {
        match protocol {
            Protocol::Amqp => self.amqp.missing(),
            Protocol::Stomp => self.stomp.missing(),
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
