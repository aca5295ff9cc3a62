use std::fmt::Write;
use std::path::PathBuf;

/// What a broker is among others.
#[derive(Clone, Default)]
pub(crate) enum Role {
    /// There are no others.
    #[default]
    Alone,
    /// Serves, as long as it lives.
    Primary(Peers),
    /// Takes over when the primary is gone, with the primary's data.
    Backup(Peers, PathBuf),
    /// One of several equal ones; messages go to where consumers are.
    Member(Peers),
}

/// The CORE ports of oneself and of the others.
#[derive(Clone)]
pub(crate) struct Peers {
    pub(super) own: u16,
    pub(super) others: Vec<u16>,
}

impl Role {
    /// Where its data is, as `broker.xml` says it.
    pub(super) fn data(&self) -> String {
        match self {
            Self::Backup(_, data) => data.display().to_string(),
            _ => "data".to_owned(),
        }
    }

    /// What it adds to the settings of all addresses.
    pub(super) fn settings(&self) -> &'static str {
        match self {
            // Without it messages stay where they were sent.
            Self::Member(_) => "<redistribution-delay>0</redistribution-delay>",
            _ => "",
        }
    }

    /// The elements of `broker.xml` that make it so.
    pub(super) fn xml(&self) -> String {
        match self {
            Self::Alone => String::new(),
            Self::Primary(peers) => peers.xml() + include_str!("template/primary.xml"),
            Self::Backup(peers, _) => peers.xml() + include_str!("template/backup.xml"),
            Self::Member(peers) => peers.xml(),
        }
    }
}

impl Peers {
    fn xml(&self) -> String {
        let mut connectors = connector("own", self.own);
        let mut references = String::new();
        for (n, port) in self.others.iter().enumerate() {
            connectors += &connector(&format!("other-{n}"), *port);
            // Writing to a String cannot fail.
            let _ = writeln!(references, "<connector-ref>other-{n}</connector-ref>");
        }
        include_str!("template/cluster.xml").replace("@CONNECTORS@", &connectors).replace("@OTHERS@", &references)
    }
}

fn connector(name: &str, port: u16) -> String {
    format!("<connector name=\"{name}\">tcp://127.0.0.1:{port}</connector>\n")
}
