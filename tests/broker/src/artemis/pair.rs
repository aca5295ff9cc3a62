use super::broker::Artemis;
use super::launch::Launch;
use super::place::Place;
use super::role::Role;
use crate::Error;

/// A primary and a backup that takes over, with all that the primary kept, when it is killed or stopped.
///
/// Both work on one data folder, whose lock says who serves: a frozen primary keeps it, so that its backup goes on to
/// wait. A primary that is restarted gets its place back; its backup closes its connections and waits again.
#[derive(Debug)]
pub struct ArtemisPair {
    // In this order, since the data is the primary's.
    backup: Artemis,
    primary: Artemis,
}

impl ArtemisPair {
    pub(super) fn launch(launch: &Launch) -> Result<Self, Error> {
        let (mut first, mut second) = (Place::free()?, Place::free()?);
        first.role = Role::Primary(first.peers([&second]));
        let primary = launch.start_at(&first)?;
        let data = primary.directory().map(|directory| directory.join("data")).unwrap_or_default();
        second.role = Role::Backup(second.peers([&first]), data);
        let backup = launch.start_at(&second)?;
        Ok(Self { backup, primary })
    }

    /// The one that serves as long as it runs.
    pub fn primary(&self) -> &Artemis {
        &self.primary
    }

    /// The one that waits: it listens only when it has taken over, see [`Artemis::listening`].
    pub fn backup(&self) -> &Artemis {
        &self.backup
    }

    /// The AMQP URLs with user and password, the primary's first.
    pub fn amqp_urls(&self) -> Vec<String> {
        [&self.primary, &self.backup].map(Artemis::amqp_url).into()
    }

    /// The STOMP URLs with user and password, the primary's first.
    pub fn stomp_urls(&self) -> Vec<String> {
        [&self.primary, &self.backup].map(Artemis::stomp_url).into()
    }
}
