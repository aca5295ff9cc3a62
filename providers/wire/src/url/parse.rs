use tidings_core::{Error, ErrorKind};

use super::{BrokerUrl, Credentials, Host, Scheme};

const DEFAULT_HOST: &str = "localhost";

impl BrokerUrl {
    /// Reads a URL. The host defaults to `localhost`, the port to the scheme's; user and password are
    /// percent-decoded, and options follow a `?`: `allow_plain=true|false`.
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
    Ok(BrokerUrl {
        scheme: scheme_name,
        is_encrypted,
        host: host(address, default_port)?,
        credentials: userinfo.map_or_else(|| Ok(Credentials::anonymous()), credentials)?,
        allow_plain: allow_plain(query)?,
    })
}

fn host(address: &str, default_port: u16) -> Result<Host, Error> {
    let address = match address.split_once('/') {
        Some((address, "")) => address,
        Some((_, path)) => {
            return Err(wrong("a path has no meaning here").with("path", path).with_remedy("leave the path out"));
        }
        None => address,
    };
    if address.contains(',') {
        return Err(wrong("it names several hosts").with("hosts", address).with_remedy("name one host"));
    }
    let (name, port) = if let Some(bracketed) = address.strip_prefix('[') {
        let (name, port) = bracketed
            .split_once(']')
            .ok_or_else(|| wrong("a bracket is not closed").with("host", address).with_remedy("write `[::1]:61616`"))?;
        (name, port.strip_prefix(':').or(port.is_empty().then_some("")))
    } else {
        match address.split_once(':') {
            Some((_, port)) if port.contains(':') => (address, None),
            Some((name, port)) => (name, Some(port)),
            None => (address, Some("")),
        }
    };
    let port = port.ok_or_else(|| {
        wrong("the end of its host cannot be read")
            .with("host", address)
            .with_remedy("write an IPv6 address in brackets: `[::1]:61616`")
    })?;
    let port = if port.is_empty() {
        default_port
    } else {
        port.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
            // Unsaid, since what stands here may be the password of a URL without a host.
            wrong("its port is no number from 1 to 65535").with_remedy(
                "write the port after the host; a `@`, `:` or `/` in user or password is written `%40`, `%3A`, `%2F`",
            )
        })?
    };
    Ok(Host::new(if name.is_empty() { DEFAULT_HOST } else { name }, port))
}

fn credentials(userinfo: &str) -> Result<Credentials, Error> {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let malformed = |part: &'static str| {
        wrong("a `%` is not followed by two hexadecimal digits").with("part", part).with_remedy("write a `%` as `%25`")
    };
    let user = percent_decode(user).ok_or_else(|| malformed("user"))?;
    let password = percent_decode(password).ok_or_else(|| malformed("password"))?;
    Ok(Credentials::new(user, password))
}

fn allow_plain(query: &str) -> Result<bool, Error> {
    let mut allow = false;
    for option in query.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        allow = match (name, value) {
            ("allow_plain", "true") => true,
            ("allow_plain", "false") => false,
            ("allow_plain", _) => {
                return Err(wrong("an option has a value that it cannot have")
                    .with("option", name)
                    .with_remedy("write `allow_plain=true` or `allow_plain=false`"));
            }
            _ => {
                // The value stays unsaid: a password may stand in an option of another client.
                return Err(wrong("an option is not known")
                    .with("option", name)
                    .with_remedy("the known option is `allow_plain`"));
            }
        };
    }
    Ok(allow)
}

/// `None` if a `%` is not followed by two hexadecimal digits or the result is no UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::Configuration, "read the URL of the broker").with("problem", what)
}

fn shape(scheme: &Scheme) -> String {
    format!("write `{plain}://user:password@host:{port}`", plain = scheme.plain, port = scheme.plain_port)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(read(url).host, host, "{url}");
        }
        assert!(read("amqps://broker").is_encrypted && !read("amqp://broker").is_encrypted);
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
            ("amqp://a,b", "name one host"),
            ("amqp://broker?allow_plain=maybe", "allow_plain=true"),
            ("amqp://broker?allow_plane=true", "allow_plain"),
        ] {
            let error = parse(url, AMQP).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            assert!(error.remedy().unwrap().contains(remedy), "{url}: {error}");
        }
    }
}
