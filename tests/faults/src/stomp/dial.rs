use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind};
use tidings_stomp::Stomp;
use tidings_wire::{
    dial::{Dial, Privacy, Socket},
    url::Host,
};
use tokio::time::timeout;

use super::{
    Network,
    stream::{Reading, Writing},
};
use crate::process::Process;

/// Opens sockets of a process through the network.
struct Dialler {
    network: Network,
    process: Process,
}

impl fmt::Debug for Dialler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialler").field("process", &self.process.name()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Dial for Dialler {
    async fn dial(&self, host: &Host, limit: Duration) -> Result<Socket, Error> {
        let (wire, inbox, opened) = self.network.dial(&self.process);
        // Dropped without having been opened, it hangs up.
        let write = Writing { network: self.network.clone(), wire, inbox: inbox.clone() };
        let failed = |kind| Error::new(kind, "connect").with("address", host);
        match timeout(limit, opened).await {
            Ok(Ok(true)) => Ok(Socket::new(Reading(inbox), write, Privacy::Loopback)),
            Ok(_) => Err(failed(ErrorKind::Disconnected)),
            Err(_) => Err(failed(ErrorKind::Timeout)),
        }
    }
}

/// The real provider of STOMP for one life of a process, over the network.
pub(crate) fn provider(network: &Network, process: &Process) -> Stomp {
    let dialler = Dialler { network: network.clone(), process: process.clone() };
    Stomp::connect("stomp://simulated:simulated@broker").dialled_by(Arc::new(dialler))
}
