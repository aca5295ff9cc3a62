use std::sync::Arc;

use linkme::distributed_slice;

use super::Provider;
use crate::{
    error::{Error, ErrorKind},
    versions,
};

/// A URL scheme and how its provider is made; any crate may add one.
#[non_exhaustive]
pub struct Scheme {
    /// The part of a URL before its first colon.
    pub name: &'static str,
    /// Makes the provider of a URL.
    pub connect: fn(&str) -> Result<Arc<dyn Provider>, Error>,
}

impl Scheme {
    /// A scheme and its provider.
    pub const fn new(name: &'static str, connect: fn(&str) -> Result<Arc<dyn Provider>, Error>) -> Self {
        Self { name, connect }
    }
}

/// The providers of this program by URL scheme.
#[distributed_slice]
pub static PROVIDERS: [Scheme];

/// Finds the provider of a URL such as `amqp://localhost`.
///
/// # Errors
/// [`ErrorKind::Configuration`] if the URL has no scheme, one that nobody provides, or is malformed; or
/// beside another version of this crate.
pub fn by_url(url: &str) -> Result<Arc<dyn Provider>, Error> {
    const FIND: &str = "find a provider for a URL";
    versions::check(FIND)?;
    let name = url.split(':').next().unwrap_or_default();
    match PROVIDERS.iter().find(|scheme| scheme.name == name) {
        Some(scheme) => (scheme.connect)(url),
        None => {
            let mut known: Vec<_> = PROVIDERS.iter().map(|scheme| scheme.name).collect();
            known.sort_unstable();
            // The URL itself is not shown: it may hold a password.
            Err(Error::new(ErrorKind::Configuration, FIND)
                .with("scheme", name.escape_debug())
                .with("known", known.join(", "))
                .with_remedy("enable the feature of the provider, or correct the scheme"))
        }
    }
}
