use std::fmt::Write as _;
use std::path::Path;

use tidings_broker::{Artemis, ArtemisCluster, ArtemisPair, Classic, Control, Error, Ports, RabbitMq, Tls};

/// What can be started; each is known by its name on the command line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Artemis,
    Tls,
    Pair,
    Cluster,
    Classic,
    RabbitMq,
}

impl Kind {
    const ALL: [(&str, Self); 6] = [
        ("artemis", Self::Artemis),
        ("tls", Self::Tls),
        ("pair", Self::Pair),
        ("cluster", Self::Cluster),
        ("classic", Self::Classic),
        ("rabbitmq", Self::RabbitMq),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find_map(|(other, kind)| (name == other).then_some(kind))
    }

    /// Whether the ports can be chosen; the others take free ones.
    pub(crate) fn takes_ports(self) -> bool {
        matches!(self, Self::Artemis | Self::Tls)
    }
}

/// The brokers that were started.
pub(crate) enum Foreground {
    One(Box<Artemis>),
    Pair(Box<ArtemisPair>),
    Cluster(ArtemisCluster),
    Classic(Classic),
    RabbitMq(RabbitMq),
}

impl Foreground {
    /// `ports` are for a [`Kind`] that takes them.
    pub(crate) async fn start(kind: Kind, ports: Ports) -> Result<Self, Error> {
        let artemis = Artemis::builder().ports(ports);
        Ok(match kind {
            Kind::Artemis => Self::One(Box::new(artemis.start().await?)),
            Kind::Tls => {
                let tls = Tls::new()?.sign_in("admin");
                let broker = artemis.tls(&tls).start().await?;
                write(&broker, &tls)?;
                Self::One(Box::new(broker))
            }
            Kind::Pair => Self::Pair(Box::new(ArtemisPair::start().await?)),
            Kind::Cluster => Self::Cluster(ArtemisCluster::start(2).await?),
            Kind::Classic => Self::Classic(Classic::start().await?),
            Kind::RabbitMq => Self::RabbitMq(RabbitMq::start().await?),
        })
    }

    /// The URLs, one in each line.
    pub(crate) fn urls(&self) -> String {
        match self {
            Self::One(broker) => urls(broker),
            Self::Pair(pair) => lines(pair.amqp_urls()) + &lines(pair.stomp_urls()),
            Self::Cluster(cluster) => lines(cluster.amqp_urls()) + &lines(cluster.stomp_urls()),
            Self::Classic(broker) => lines([broker.stomp_url()]),
            Self::RabbitMq(broker) => lines([broker.stomp_url()]),
        }
    }

    /// In the order in which they are to be stopped.
    pub(crate) fn controls(&self) -> Vec<&Control> {
        match self {
            Self::One(broker) => vec![broker],
            Self::Pair(pair) => vec![pair.backup(), pair.primary()],
            Self::Cluster(cluster) => cluster.brokers().iter().map(|broker| &**broker).collect(),
            Self::Classic(broker) => vec![broker],
            Self::RabbitMq(broker) => vec![broker],
        }
    }
}

fn urls(broker: &Artemis) -> String {
    let mut text = lines([broker.amqp_url(), broker.stomp_url()]);
    text += &format!("{} (for Artemis' own tools)\n", broker.core_url());
    if let (Some(amqps), Some(stomps), Some(directory)) = (broker.amqps_url(), broker.stomps_url(), broker.directory())
    {
        text += &lines([amqps, stomps]);
        for (name, what) in PEM {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} ({what})", directory.join(name).display());
        }
    }
    text
}

fn lines(urls: impl IntoIterator<Item = String>) -> String {
    urls.into_iter().map(|url| url + "\n").collect()
}

const PEM: [(&str, &str); 3] = [
    ("ca.pem", "the authority to trust"),
    ("client.pem", "a certificate that signs admin in"),
    ("client-key.pem", "its private key"),
];

/// For clients outside of this process.
fn write(broker: &Artemis, tls: &Tls) -> Result<(), Error> {
    let directory = broker.directory().unwrap_or(Path::new("."));
    for ((name, _), pem) in PEM.into_iter().zip([tls.ca_pem(), tls.client_certificate_pem(), tls.client_key_pem()]) {
        let path = directory.join(name);
        std::fs::write(&path, pem).map_err(|cause| Error::new(format!("{}: {cause}", path.display())))?;
    }
    Ok(())
}
