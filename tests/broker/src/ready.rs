use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(1);
/// RabbitMQ takes no other host than the name of a virtual host; the others take any.
const CONNECT: &[u8] = b"CONNECT\naccept-version:1.2\nhost:/\nlogin:admin\npasscode:admin\n\n\0";

/// How a broker shows that it is ready.
pub(crate) enum Ready {
    /// Its log has one of these, and then this port is open, if there is one.
    Says { any_of: &'static [&'static str], port: Option<u16> },
    /// It lets `admin` in by STOMP.
    Stomp { port: u16 },
}

impl Ready {
    /// Whether it is so; `log` is what this start of the broker has said.
    pub(crate) fn is_so(&self, log: &str) -> bool {
        match self {
            Self::Says { any_of, port } => any_of.iter().any(|text| log.contains(text)) && port.is_none_or(is_open),
            Self::Stomp { port } => welcomes(*port).unwrap_or(false),
        }
    }
}

/// Whether somebody listens on the port of this host's loopback interface.
pub(crate) fn is_open(port: u16) -> bool {
    connect(port).is_ok()
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LIMIT)
}

fn welcomes(port: u16) -> std::io::Result<bool> {
    let mut stream = connect(port)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(CONNECT)?;
    let mut answer = [0; b"CONNECTED\n".len()];
    stream.read_exact(&mut answer)?;
    Ok(answer == *b"CONNECTED\n")
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A server that reads the first frame and answers it.
    fn server(answer: &'static str) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0; CONNECT.len()]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn only_who_welcomes_by_stomp_is_ready() {
        assert!(Ready::Stomp { port: server("CONNECTED\nversion:1.2\n\n\0") }.is_so(""));
        assert!(!Ready::Stomp { port: server("ERROR\nmessage:no such user\n\n\0") }.is_so(""));
    }

    #[test]
    fn who_has_said_it_and_listens_is_ready() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let ready = Ready::Says { any_of: &["up", "waiting"], port: Some(port) };
        assert!(ready.is_so("it is up"));
        assert!(!ready.is_so("it is not"));
        drop(listener);
        assert!(!ready.is_so("it is up"));
    }
}
