use std::{io, net::IpAddr, time::Duration};

use async_trait::async_trait;
use socket2::{SockRef, TcpKeepalive};
use tidings_core::{Error, ErrorKind};
use tokio::{net::TcpStream, time::timeout};

use super::{Dial, Privacy, Socket};
use crate::url::Host;

/// Plain TCP: no delay of small packets, keep-alive, and a bound on unacknowledged data where the system has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tcp {
    /// Data that the peer's machine does not acknowledge within this time ends the connection.
    pub user_timeout: Duration,
    /// An idle connection is probed after this time.
    pub keep_alive: Duration,
}

impl Tcp {
    /// Bounds for a connection whose peer is given up after `heartbeat`.
    pub const fn heartbeat(heartbeat: Duration) -> Self {
        Self { user_timeout: heartbeat, keep_alive: heartbeat }
    }
}

#[async_trait]
impl Dial for Tcp {
    async fn dial(&self, host: &Host, limit: Duration) -> Result<Socket, Error> {
        let stream = self.open(host, limit).await?;
        let peer = stream.peer_addr().map_err(|error| refused(host, error))?.ip();
        let (read, write) = stream.into_split();
        Ok(Socket::new(read, write, privacy(peer)))
    }
}

impl Tcp {
    /// Connects, and tunes the socket.
    pub(super) async fn open(&self, host: &Host, limit: Duration) -> Result<TcpStream, Error> {
        let stream = match timeout(limit, TcpStream::connect((host.name.as_str(), host.port))).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(refused(host, error)),
            Err(_) => return Err(silent(host, limit)),
        };
        self.tune(&stream).map_err(|error| refused(host, error))?;
        Ok(stream)
    }

    fn tune(&self, stream: &TcpStream) -> io::Result<()> {
        // Without it a request waits for the acknowledgement of the one before: 22 messages a second were seen.
        stream.set_nodelay(true)?;
        let socket = SockRef::from(stream);
        socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(self.keep_alive))?;
        #[cfg(any(target_os = "linux", target_os = "android"))]
        socket.set_tcp_user_timeout(Some(self.user_timeout))?;
        Ok(())
    }
}

fn privacy(peer: IpAddr) -> Privacy {
    if peer.to_canonical().is_loopback() { Privacy::Loopback } else { Privacy::Open }
}

fn refused(host: &Host, error: io::Error) -> Error {
    let remedy = match error.kind() {
        io::ErrorKind::ConnectionRefused => "is the broker running, and is this its port?",
        _ => "is the name of the host right, and can it be reached from here?",
    };
    Error::new(ErrorKind::Disconnected, "connect").with("address", host).with_remedy(remedy).with_source(error)
}

fn silent(host: &Host, limit: Duration) -> Error {
    Error::new(ErrorKind::Timeout, "connect")
        .with("address", host)
        .with("limit", format_args!("{limit:?}"))
        .with_remedy("does a firewall drop the packets?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for (address, expected) in [
            ("127.0.0.1", Privacy::Loopback),
            ("127.3.2.1", Privacy::Loopback),
            ("::1", Privacy::Loopback),
            ("::ffff:127.0.0.1", Privacy::Loopback),
            ("10.0.0.1", Privacy::Open),
            ("::", Privacy::Open),
        ] {
            assert_eq!(privacy(address.parse().unwrap()), expected, "{address}");
        }
    }
}
