use std::time::Duration;

use tidings_bench_measure::{Outcome, Place, nanos};
use tidings_broker::{Artemis, ArtemisCluster, Jvm};

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
    cluster: Option<ArtemisCluster>,
}

/// A machine that is not calm yet starts it, though nothing that is measured there is worth much.
const START_LIMIT: Duration = Duration::from_secs(240);

/// Brokers of the cluster.
const CLUSTER: usize = 3;

impl Broker {
    pub(crate) async fn start() -> Outcome<Self> {
        Ok(Self {
            artemis: Artemis::builder().jvm(Jvm::Server).start_timeout(START_LIMIT).start().await?,
            warm: Vec::new(),
            cluster: None,
        })
    }

    /// Where the brokers are.
    pub(crate) async fn urls(&self) -> Urls {
        let (amqp, stomp) = (self.artemis.amqp_url(), self.artemis.stomp_url());
        let mut urls = Urls { amqp, stomp, ..Urls::default() };
        urls.processes.extend(self.artemis.pid().await);
        for broker in self.cluster.iter().flat_map(ArtemisCluster::brokers) {
            urls.cluster.push(broker.amqp_url());
            urls.cluster_processes.extend(broker.pid().await);
        }
        urls
    }

    /// Starts three that know each other, beside the one.
    pub(crate) async fn start_cluster(&mut self) -> Outcome {
        self.cluster =
            Some(Artemis::builder().jvm(Jvm::Server).start_timeout(START_LIMIT).start_cluster(CLUSTER).await?);
        Ok(())
    }

    /// Passes events through it until it gets no faster, by the protocols of a group that have not been warmed up yet: a
    /// Java that has just started takes twice as long for everything.
    pub(crate) async fn warm_up(&mut self, group: Group) -> Outcome {
        let Urls { amqp, stomp, cluster, .. } = self.urls().await;
        let urls = match group {
            Group::InProcess => vec![],
            Group::Amqp | Group::Peers => vec![amqp],
            Group::Scale => [vec![amqp], cluster].concat(),
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
