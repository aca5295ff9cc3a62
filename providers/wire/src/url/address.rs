//! Reads hosts and ports.

use tidings_core::Error;

use super::{Host, Hosts, HostsKind, text::wrong};

const DEFAULT_HOST: &str = "localhost";

impl Host {
    /// Reads `name`, `name:port`, `[ipv6]` or `[ipv6]:port`.
    ///
    /// # Errors
    /// `Configuration`, with the remedy.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, Error> {
        host(text, default_port)
    }
}

/// Reads hosts separated by commas, up to a final `/`; nothing at all is the default host.
pub(super) fn hosts(list: &str, default_port: u16, kind: HostsKind) -> Result<Hosts, Error> {
    let list = match list.split_once('/') {
        Some((list, "")) => list,
        Some((_, path)) => {
            return Err(wrong("a path has no meaning here").with("path", path).with_remedy("leave the path out"));
        }
        None => list,
    };
    let Some((first, others)) = list.split_once(',') else {
        return Ok(Hosts::new(host(list, default_port)?, Vec::new(), kind));
    };
    let listed = |text: &str| match text {
        "" => Err(wrong("a host of its list is empty").with_remedy("write `host:port,host:port`")),
        text => host(text, default_port),
    };
    Ok(Hosts::new(listed(first)?, others.split(',').map(listed).collect::<Result<_, _>>()?, kind))
}

fn host(address: &str, default_port: u16) -> Result<Host, Error> {
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
