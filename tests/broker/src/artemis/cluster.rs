use std::time::Duration;

use super::broker::Artemis;
use super::launch::Launch;
use super::place::Place;
use super::role::Role;
use crate::Error;

const LIMIT: Duration = Duration::from_secs(30);

/// Several equal brokers that give each other the messages for which they have no consumer.
///
/// One that is gone is given up after some seconds: until then the others keep messages for it.
#[derive(Debug)]
pub struct ArtemisCluster {
    brokers: Vec<Artemis>,
}

impl ArtemisCluster {
    pub(super) fn launch(launch: &Launch, brokers: usize) -> Result<Self, Error> {
        let places = (0..brokers).map(|_| Place::free()).collect::<Result<Vec<_>, _>>()?;
        let brokers = places
            .iter()
            .map(|place| {
                let others = places.iter().filter(|other| other.ports != place.ports);
                let role = Role::Member(place.peers(others));
                launch.start_at(&Place { role, ..place.clone() })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let cluster = Self { brokers };
        cluster.wait_for_bridges()?;
        Ok(cluster)
    }

    /// The brokers, in the order of the URLs.
    pub fn brokers(&self) -> &[Artemis] {
        &self.brokers
    }

    /// The AMQP URLs with user and password.
    pub fn amqp_urls(&self) -> Vec<String> {
        self.brokers.iter().map(Artemis::amqp_url).collect()
    }

    /// The STOMP URLs with user and password.
    pub fn stomp_urls(&self) -> Vec<String> {
        self.brokers.iter().map(Artemis::stomp_url).collect()
    }

    /// Until each has said of each other that a bridge to it is connected.
    fn wait_for_bridges(&self) -> Result<(), Error> {
        let all = self.brokers.len().saturating_sub(1);
        for broker in &self.brokers {
            broker.wait_for_log(LIMIT, |log| log.matches(BRIDGE).count() >= all)?;
        }
        Ok(())
    }
}

/// What the log says when a bridge to another broker is connected.
const BRIDGE: &str = "AMQ221027";
