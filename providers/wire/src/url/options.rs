//! Reads what follows the `?`.

use tidings_core::Error;

use super::{
    HostsKind,
    text::{percent_decode, wrong},
};
use crate::tls::{Pem, Tls};

const KNOWN: &str = "the known options are `allow_plain`, `cluster`, `external`, and with TLS `ca`, `cert` with `key`, \
                     and `server_name`";

/// The options of a URL.
#[derive(Default)]
pub(super) struct Options {
    pub(super) allow_plain: bool,
    pub(super) external: bool,
    pub(super) kind: HostsKind,
    pub(super) tls: Option<Tls>,
}

pub(super) fn options(query: &str) -> Result<Options, Error> {
    let mut options = Options::default();
    let (mut cert, mut key) = (None, None);
    for option in query.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match name {
            "allow_plain" => options.allow_plain = flag("allow_plain", value)?,
            "external" => options.external = flag("external", value)?,
            "cluster" if flag("cluster", value)? => options.kind = HostsKind::Cluster,
            "cluster" => options.kind = HostsKind::Backups,
            "ca" => options.tls = Some(options.tls.unwrap_or_default().roots(file("ca", value)?)),
            "server_name" => {
                options.tls = Some(options.tls.unwrap_or_default().server_name(text("server_name", value)?));
            }
            "cert" => cert = Some(file("cert", value)?),
            "key" => key = Some(file("key", value)?),
            // The value stays unsaid: a password may stand in an option of another client.
            _ => return Err(wrong("an option is not known").with("option", name).with_remedy(KNOWN)),
        }
    }
    options.tls = match (cert, key) {
        (None, None) => options.tls,
        (Some(cert), Some(key)) => Some(options.tls.unwrap_or_default().identity(cert, key)),
        (Some(_), None) | (None, Some(_)) => {
            return Err(wrong("of `cert` and `key` one is missing").with_remedy("write `cert=<file>&key=<file>`"));
        }
    };
    Ok(options)
}

fn flag(name: &'static str, value: &str) -> Result<bool, Error> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(wrong("an option has a value that it cannot have")
            .with("option", name)
            .with_remedy(format!("write `{name}=true` or `{name}=false`"))),
    }
}

fn file(name: &'static str, value: &str) -> Result<Pem, Error> {
    text(name, value).map(Pem::file)
}

fn text(name: &'static str, value: &str) -> Result<String, Error> {
    match value {
        "" => Err(wrong("an option has no value").with("option", name).with_remedy(format!("write `{name}=<value>`"))),
        value => percent_decode(name, value),
    }
}
