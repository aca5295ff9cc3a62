//! Says how a provider reaches its broker, and goes there.
//!
//! [`Access`] is what the builder of every networked provider holds; [`access_methods!`](crate::access_methods) writes
//! its methods. From it comes an [`Approach`], by which each attempt to connect goes.

mod approach;
mod methods;
mod problems;

pub use approach::{Approach, Login};

use std::{fmt, sync::Arc, time::Duration};

use tidings_core::{
    Error, Problem,
    provider::{Context, Limits},
};

use crate::{
    dial::{Dial, Round, Secure, Tcp},
    tls::Tls,
    url::{BrokerUrl, Credentials, Host, HostsKind, Scheme, Secret},
};

/// No attempt takes longer, however patient the limits are: times beyond all bounds could not be added to a clock.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where a broker is, who connects and how, as the methods of a builder have said it; shows no secret.
///
/// What cannot be read or cannot work is kept until [`problems`](Self::problems) or [`approach`](Self::approach) tells.
pub struct Access {
    url: Result<BrokerUrl, Error>,
    heartbeat: Option<Duration>,
    dial: Option<Arc<dyn Dial>>,
}

impl Access {
    /// What a URL says; see [`BrokerUrl::parse`].
    pub fn parse(url: &str, scheme: Scheme) -> Self {
        Self { url: BrokerUrl::parse(url, scheme), heartbeat: None, dial: None }
    }

    fn change(&mut self, change: impl FnOnce(&mut BrokerUrl)) {
        if let Ok(url) = &mut self.url {
            change(url);
        }
    }

    /// Connects as this user instead of the URL's.
    pub fn credentials(&mut self, user: impl Into<String>, password: impl Into<Secret>) {
        self.change(|url| url.credentials = Credentials::new(user, password));
    }

    /// Lets a password cross a plain connection to another machine.
    pub fn allow_plain(&mut self) {
        self.change(|url| url.allow_plain = true);
    }

    /// Connects with TLS as `tls` says, instead of the URL's options.
    pub fn tls(&mut self, tls: Tls) {
        self.change(|url| url.tls = Some(tls));
    }

    /// Lets the client's certificate say who connects.
    pub fn external(&mut self) {
        self.change(|url| url.external = true);
    }

    /// Adds hosts, written as in a URL, and says what all of them are to each other.
    pub fn hosts(&mut self, hosts: impl IntoIterator<Item = impl AsRef<str>>, kind: HostsKind) {
        let Ok(url) = &mut self.url else { return };
        let read: Result<Vec<_>, _> =
            hosts.into_iter().map(|host| Host::parse(host.as_ref(), url.default_port)).collect();
        match read {
            Ok(hosts) => url.hosts.extend(hosts, kind),
            Err(error) => self.url = Err(error),
        }
    }

    /// Counts a connection as lost after this time without life, instead of the manager's limit.
    pub fn heartbeat(&mut self, limit: Duration) {
        self.heartbeat = Some(limit);
    }

    /// Opens sockets by this, in place of TCP; TLS, which belongs to the socket, is its own affair then.
    pub fn dialled_by(&mut self, dial: Arc<dyn Dial>) {
        self.dial = Some(dial);
    }

    /// Everything that cannot work, before anything connects; files of certificates are read. `shape` is the remedy
    /// where there is no better one.
    pub fn problems(&self, shape: &'static str) -> Vec<Problem> {
        problems::of(&self.url).iter().map(|error| error.problem(shape)).collect()
    }

    /// Whether it can work, with what is in the files; see [`problems`](Self::problems).
    ///
    /// # Errors
    /// The first problem.
    pub fn check(&self) -> Result<(), Error> {
        problems::of(&self.url).into_iter().next().map_or(Ok(()), Err)
    }

    /// The limits of a manager with what was said here.
    pub fn limits(&self, mut limits: Limits) -> Limits {
        limits.heartbeat = self.heartbeat.unwrap_or(limits.heartbeat);
        limits
    }

    /// The way to the broker. `silent` is what a user can do about a port that takes connections and says nothing.
    ///
    /// # Errors
    /// The first of the [`problems`](Self::problems), but for the files of certificates, which are read by each attempt.
    pub fn approach(&self, context: &Context, silent: &'static str) -> Result<Approach, Error> {
        if let Some(error) = problems::contradictions(&self.url).into_iter().next() {
            return Err(error);
        }
        let url = self.url.as_ref().map_err(Error::again)?;
        let limits = self.limits(context.limits);
        let round = Round::new(&url.hosts, context.runtime.clone());
        let tcp = Tcp::heartbeat(limits.heartbeat);
        let dial: Arc<dyn Dial> = match &self.dial {
            Some(dial) => dial.clone(),
            None if url.is_encrypted => Arc::new(Secure::new(tcp, url.tls.clone().unwrap_or_default())),
            None => Arc::new(tcp),
        };
        // Every host gets the time of a heartbeat, but a start must have a cause to tell when its own time is over.
        let limit = limits.heartbeat.saturating_mul(round.count()).min(limits.start_timeout.mul_f32(0.75)).min(A_DAY);
        Ok(Approach {
            address: url.hosts.to_string(),
            login: Login::of(url),
            allow_plain: url.allow_plain,
            round,
            dial,
            limit,
            silent,
        })
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("url", &self.url).field("heartbeat", &self.heartbeat).finish()
    }
}
