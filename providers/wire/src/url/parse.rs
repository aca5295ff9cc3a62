use tidings_core::Error;

use super::{
    BrokerUrl, Credentials, Scheme, address,
    options::options,
    text::{percent_decode, wrong},
};

impl BrokerUrl {
    /// Reads a URL: `amqp://[user[:password]@][host[:port][,host[:port]..]][?option=value[&option=value..]]`.
    ///
    /// The host defaults to `localhost`, the port to the scheme's; user, password and the values of options are
    /// percent-decoded. The options are `allow_plain=true`, `cluster=true` (several hosts are nodes of a cluster, not
    /// backups), `external=true` (who connects is told by the client's certificate), and with TLS `ca=<file>`,
    /// `cert=<file>&key=<file>` and `server_name=<name>`.
    ///
    /// # Errors
    /// `Configuration`, with the part that cannot be read and the remedy; the password is never shown.
    pub fn parse(url: &str, scheme: Scheme) -> Result<Self, Error> {
        parse(url, scheme)
    }
}

fn parse(url: &str, scheme: Scheme) -> Result<BrokerUrl, Error> {
    let (name, rest) = url.split_once("://").ok_or_else(|| wrong("it has no scheme").with_remedy(shape(&scheme)))?;
    let (scheme_name, is_encrypted, default_port) = if name.eq_ignore_ascii_case(scheme.plain) {
        (scheme.plain, false, scheme.plain_port)
    } else if name.eq_ignore_ascii_case(scheme.encrypted) {
        (scheme.encrypted, true, scheme.encrypted_port)
    } else {
        return Err(wrong("its scheme is another protocol's").with("scheme", name).with_remedy(shape(&scheme)));
    };
    // A password may hold an unescaped `@`, `/` or `?`, so the last `@` decides.
    let (userinfo, rest) = match rest.rsplit_once('@') {
        Some((userinfo, rest)) => (Some(userinfo), rest),
        None => (None, rest),
    };
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let options = options(query)?;
    Ok(BrokerUrl {
        scheme: scheme_name,
        is_encrypted,
        default_port,
        hosts: address::hosts(address, default_port, options.kind)?,
        credentials: userinfo.map_or_else(|| Ok(Credentials::anonymous()), credentials)?,
        allow_plain: options.allow_plain,
        external: options.external,
        tls: options.tls,
    })
}

fn credentials(userinfo: &str) -> Result<Credentials, Error> {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    Ok(Credentials::new(percent_decode("user", user)?, percent_decode("password", password)?))
}

fn shape(scheme: &Scheme) -> String {
    format!("write `{plain}://user:password@host:{port}`", plain = scheme.plain, port = scheme.plain_port)
}

#[cfg(test)]
mod tests {
    use tidings_core::ErrorKind;

    use super::*;
    use crate::{
        tls::{Pem, Tls},
        url::{Host, Hosts, HostsKind},
    };

    const AMQP: Scheme = Scheme::new("amqp", 61616, "amqps", 5671);

    fn read(url: &str) -> BrokerUrl {
        parse(url, AMQP).unwrap()
    }

    #[test]
    fn host_and_port_have_defaults() {
        for (url, host) in [
            ("amqp://", Host::new("localhost", 61616)),
            ("amqp://broker", Host::new("broker", 61616)),
            ("amqp://broker/", Host::new("broker", 61616)),
            ("AMQP://broker:1", Host::new("broker", 1)),
            ("amqps://broker", Host::new("broker", 5671)),
            ("amqp://:7", Host::new("localhost", 7)),
            ("amqp://[::1]:7", Host::new("::1", 7)),
            ("amqp://u:p@[fe80::1]", Host::new("fe80::1", 61616)),
        ] {
            assert_eq!(read(url).hosts, host.into(), "{url}");
        }
        assert!(read("amqps://broker").is_encrypted && !read("amqp://broker").is_encrypted);
    }

    #[test]
    fn several_hosts_are_backups_unless_they_are_a_cluster() {
        let (a, b, c) = (Host::new("a", 61616), Host::new("b", 2), Host::new("::1", 3));
        let hosts = |kind| Hosts::new(a.clone(), vec![b.clone(), c.clone()], kind);
        let url = read("amqp://u:p@a,b:2,[::1]:3/?cluster=false");
        assert_eq!((url.to_string(), &url.hosts), ("amqp://u@a:61616,b:2,[::1]:3".into(), &hosts(HostsKind::Backups)));
        assert_eq!(read("amqp://a,b:2,[::1]:3?cluster=true").hosts, hosts(HostsKind::Cluster));
    }

    #[test]
    fn certificates_are_named_by_options() {
        let tls = Tls::new().roots(Pem::file("/etc/a ca.pem")).identity(Pem::file("c"), Pem::file("k"));
        let url = read("amqps://b?key=k&cert=c&ca=/etc/a%20ca.pem&external=true");
        assert_eq!((url.tls, url.external), (Some(tls), true));
        assert_eq!(read("amqps://b?server_name=x").tls, Some(Tls::new().server_name("x")));
        assert_eq!(read("amqps://b").tls, None);
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let url = read("amqp://u%40x:p%3Aw%2F1%25@broker");
        assert_eq!(url.credentials, Credentials::new("u@x", "p:w/1%"));
        assert_eq!(read("amqp://u:p@ss/w@broker").credentials, Credentials::new("u", "p@ss/w"));
        assert!(read("amqp://broker").credentials.is_anonymous());
    }

    #[test]
    fn the_option_allow_plain_is_read() {
        assert!(read("amqp://broker?allow_plain=true").allow_plain);
        assert!(!read("amqp://broker?allow_plain=false").allow_plain);
        assert!(!read("amqp://broker").allow_plain);
    }

    #[test]
    fn no_output_shows_the_password() {
        let url = read("amqp://user:topsecret@broker:1");
        assert_eq!(url.to_string(), "amqp://user@broker:1");
        assert!(!format!("{url:?} {:?}", url.credentials).contains("topsecret"));
        for wrong in [
            "user:topsecret@broker",
            "amqp://user:topsecret@broker:x",
            "amqp://user:topsecret%@broker",
            "amqp://u:topsecret@b?x=1",
            "amqp://u:topsecret",
            "amqp://u:p?topsecret@b/x",
        ] {
            let error = parse(wrong, AMQP).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("topsecret"), "{error}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_gets_the_remedy() {
        for (url, remedy) in [
            ("broker:61616", "amqp://user:password@host:61616"),
            ("stomp://broker", "amqp://user:password@host:61616"),
            ("amqp://broker:0", "write the port after the host"),
            ("amqp://broker:99999", "write the port after the host"),
            ("amqp://::1", "in brackets"),
            ("amqp://[::1", "[::1]:61616"),
            ("amqp://u%zz:p@broker", "%25"),
            ("amqp://broker/vhost", "leave the path out"),
            ("amqp://a,,b", "host:port,host:port"),
            ("amqp://,a", "host:port,host:port"),
            ("amqps://b?cert=c", "cert=<file>&key=<file>"),
            ("amqps://b?ca=", "ca=<value>"),
            ("amqp://b?cluster", "cluster=true"),
            ("amqp://broker?allow_plain=maybe", "allow_plain=true"),
            ("amqp://broker?allow_plane=true", "allow_plain"),
        ] {
            let error = parse(url, AMQP).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            assert!(error.remedy().unwrap().contains(remedy), "{url}: {error}");
        }
    }
}
