use super::place::Place;
use super::ports::{Ports, TlsPorts};
use crate::Error;
use crate::url::{url, userinfo};

/// Where a broker listens, and as whom the tests log in.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// Host as it stands in a URL: an IPv6 address is in brackets.
    pub(crate) host: String,
    pub(crate) amqp: u16,
    pub(crate) stomp: u16,
    pub(crate) core: u16,
    pub(crate) tls: Option<TlsPorts>,
    /// `user:password`, percent-encoded; empty for none.
    pub(crate) userinfo: String,
}

impl Endpoint {
    /// Reads `amqp://[user:password@]host[:port]`; STOMP and CORE are supposed at Artemis' usual ports.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        // The URL may hold a password: no error shows it.
        let wrong = |what: &str| Error::new(format!("{what}, expected amqp://user:password@host:port"));
        let rest = url.strip_prefix("amqp://").ok_or_else(|| wrong("the URL does not begin with amqp://"))?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (userinfo, address) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().map_err(|_| wrong("the port of the URL is not a number up to 65535"))?;
                (host, port)
            }
            _ => (address, 5672),
        };
        if host.is_empty() {
            return Err(wrong("the URL names no host"));
        }
        let (host, userinfo) = (host.to_owned(), userinfo.to_owned());
        Ok(Self { host, amqp: port, stomp: 61613, core: 61616, tls: None, userinfo })
    }

    /// Where a broker that was started here listens.
    pub(crate) fn own(place: &Place, has_tls: bool) -> Self {
        let Ports { amqp, stomp, core } = place.ports;
        let tls = has_tls.then_some(place.tls_ports);
        Self { host: "127.0.0.1".into(), amqp, stomp, core, tls, userinfo: userinfo("admin", "admin") }
    }

    pub(crate) fn url(&self, scheme: &str, port: u16) -> String {
        url(scheme, &self.userinfo, &self.host, port)
    }

    /// The same broker for another user.
    pub(crate) fn login(&self, user: &str, password: &str) -> Self {
        Self { userinfo: userinfo(user, password), ..self.clone() }
    }

    /// Host and port in the form that `ToSocketAddrs` takes.
    pub(crate) fn socket(&self) -> String {
        format!("{}:{}", self.host, self.amqp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_keeps_its_user_host_and_port() {
        let endpoint = Endpoint::parse("amqp://u%40x:p%2F@broker.example:5673/?x=1").unwrap();
        assert_eq!(endpoint.url("amqp", endpoint.amqp), "amqp://u%40x:p%2F@broker.example:5673");
        assert_eq!(endpoint.socket(), "broker.example:5673");
    }

    #[test]
    fn a_url_without_user_and_port_has_the_port_of_amqp() {
        assert_eq!(Endpoint::parse("amqp://[::1]").unwrap().socket(), "[::1]:5672");
    }

    #[test]
    fn a_wrong_url_is_refused_without_showing_its_password() {
        for url in ["http://u:secret@host", "amqp://u:secret@host:port", "amqp://u:secret@:1"] {
            let Err(error) = Endpoint::parse(url) else { panic!("{url} was accepted") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
