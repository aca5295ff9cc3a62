use tidings_bench_measure::{Outcome, Place, nanos};
use tidings_broker::{Artemis, Jvm};

use crate::{
    rows::{Group, Urls},
    statistics::is_steady,
    work,
};

/// What the broker is; `tests/broker` knows no other.
pub(crate) const ARTEMIS: &str = "Apache Artemis 2.56.0";

/// How many events warm it up at a time, and for how many nanoseconds at most.
const EVENTS: u64 = 20_000;
const MOST_WARM_UP: u64 = 30_000_000_000;

/// A broker of its own, which runs as a server does.
pub(crate) struct Broker {
    artemis: Artemis,
    /// The protocols by which it was warmed up.
    warm: Vec<String>,
}

impl Broker {
    pub(crate) async fn start() -> Outcome<Self> {
        Ok(Self { artemis: Artemis::builder().jvm(Jvm::Server).start().await?, warm: Vec::new() })
    }

    pub(crate) fn urls(&self) -> Urls {
        Urls { amqp: self.artemis.amqp_url(), stomp: self.artemis.stomp_url() }
    }

    /// Passes events through it until it gets no faster, by the protocols of a group that have not been warmed up yet: a
    /// Java that has just started takes twice as long for everything.
    pub(crate) async fn warm_up(&mut self, group: Group) -> Outcome {
        let Urls { amqp, stomp } = self.urls();
        let urls = match group {
            Group::InProcess => vec![],
            Group::Amqp | Group::Peers => vec![amqp],
            Group::Stomp => vec![stomp],
            Group::Foreign => vec![amqp, stomp],
        };
        for url in urls {
            if !self.warm.contains(&url) {
                warm_up(&url).await?;
                self.warm.push(url);
            }
        }
        Ok(())
    }
}

async fn warm_up(url: &str) -> Outcome {
    let place = |durable| Place {
        url: url.to_owned(),
        address: format!("bench.warm_up.{}.{durable}", url.split(':').next().unwrap_or_default()),
        durable,
        body_bytes: 200,
        window: 1_000,
        concurrency: 1,
    };
    let places = [place(true), place(false)];
    let mut rates = Vec::new();
    for place in &places {
        work::drain(place, 0).await?;
    }
    let start = nanos();
    while !is_steady(&rates) && nanos() - start < MOST_WARM_UP {
        let began = nanos();
        for place in &places {
            work::fill(place, EVENTS).await?;
            work::drain(place, EVENTS).await?;
        }
        rates.push(1e9 / (nanos() - began) as f64);
    }
    Ok(())
}
