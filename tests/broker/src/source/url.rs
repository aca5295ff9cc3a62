use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{Answer, Environment, FORCE, Found, URL};
use crate::Error;
use crate::endpoint::Endpoint;

const LIMIT: Duration = Duration::from_secs(5);

pub(super) fn find(environment: &Environment, shared: bool) -> Result<Answer, Error> {
    let Some(url) = environment.text(URL) else {
        return Ok(Answer::NotHere(format!("{URL} is not set")));
    };
    if !shared {
        return Ok(Answer::NotHere(format!("this test needs a broker of its own, not the one of {URL}")));
    }
    let endpoint = Endpoint::parse(&url).map_err(|error| Error::new(format!("{URL}: {error}")))?;
    let address = endpoint.socket();
    let refused = |cause| {
        let remedy = format!("start it, or unset {URL} (and {FORCE}) to have one started");
        Error::io(format_args!("{URL}: no broker answers at {address} ({remedy})"), &cause)
    };
    let mut last = std::io::ErrorKind::NotFound.into();
    for address in address.to_socket_addrs().map_err(refused)? {
        match TcpStream::connect_timeout(&address, LIMIT) {
            Ok(_) => return Ok(Answer::Found(Found::Running(endpoint))),
            Err(cause) => last = cause,
        }
    }
    Err(refused(last))
}
