use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::answer::{Answer, FORCE, Found, URL};
use crate::Error;
use crate::artemis::endpoint::Endpoint;
use crate::environment::Environment;

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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn with(url: String) -> Environment {
        Environment::new(move |name| (name == URL).then(|| url.clone().into()))
    }

    #[test]
    fn a_running_broker_serves_tests_that_share() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("amqp://u:p@{address}");
        match find(&with(url.clone()), true).unwrap() {
            Answer::Found(Found::Running(endpoint)) => assert_eq!(endpoint.url("amqp", endpoint.amqp), url),
            _ => panic!("the running broker was not found"),
        }
    }

    #[test]
    fn a_broker_that_does_not_answer_is_an_error_and_nothing_else_is_tried() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let Err(error) = find(&with(format!("amqp://u:secret@{address}")), true) else { panic!("found") };
        assert!(error.to_string().contains(&address.to_string()) && !error.to_string().contains("secret"), "{error}");
    }
}
