use std::{future::Future, sync::Arc, time::Duration};

use tidings_core::{Error, runtime::Runtime};

use crate::{
    dial::{Dial, Round, Socket, check_password},
    url::{BrokerUrl, Credentials, Host},
};

/// Who connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// Nobody in particular.
    Anonymous,
    /// A user with a password.
    Password(Credentials),
    /// Whoever the client's certificate says.
    External,
}

impl Login {
    pub(super) fn of(url: &BrokerUrl) -> Self {
        match url.external {
            true => Self::External,
            false if url.credentials.is_anonymous() => Self::Anonymous,
            false => Self::Password(url.credentials.clone()),
        }
    }

    /// Who connects, for an error or a log line.
    pub fn who(&self) -> &str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Password(credentials) => credentials.who(),
            Self::External => "as in the client's certificate",
        }
    }
}

/// The way to a broker, by which every attempt to connect goes; remembers which host served last.
#[derive(Debug)]
pub struct Approach {
    pub(super) login: Login,
    pub(super) address: String,
    pub(super) allow_plain: bool,
    pub(super) round: Round,
    pub(super) dial: Arc<dyn Dial>,
    pub(super) limit: Duration,
    pub(super) silent: &'static str,
}

impl Approach {
    /// All hosts, for an error or a log line.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Who connects.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// How long one attempt takes at the most.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Opens a socket and logs in there by `enter`, at the first host that serves.
    ///
    /// `enter` need not bound itself: each host has its share of the [`limit`](Self::limit).
    ///
    /// # Errors
    /// Those of dialling and of `enter`, with address and user. One that no retry can cure, such as wrong credentials
    /// or a certificate that is not trusted, ends the attempt at once; any other leads to the next host.
    ///
    /// # Cancel safety
    /// Dropping the future gives the attempt up.
    pub async fn connect<T, F>(&self, enter: impl Fn(Host, Socket) -> F + Send + Sync) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
        T: Send,
    {
        let attempt = |host, share| self.enter(host, share, &enter);
        self.round.try_each(self.limit, self.silent, attempt).await
    }

    /// Opens a further socket to a host that serves already, and logs in there by `enter`, within `limit`.
    ///
    /// # Errors
    /// Those of dialling and of `enter`, with address and user, and `Timeout`.
    ///
    /// # Cancel safety
    /// Dropping the future gives the attempt up.
    pub async fn join<T, F>(
        &self,
        host: &Host,
        limit: Duration,
        enter: impl Fn(Host, Socket) -> F + Send + Sync,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
        T: Send,
    {
        let alone = Round::new(&host.clone().into(), Runtime::system());
        alone.try_each(limit, self.silent, |host, share| self.enter(host, share, &enter)).await
    }

    async fn enter<T, F>(&self, host: Host, share: Duration, enter: &impl Fn(Host, Socket) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let socket = self.dial.dial(&host, share).await.map_err(|error| self.named(error, &host))?;
        if let Login::Password(credentials) = &self.login {
            check_password(credentials, socket.privacy, self.allow_plain, &host)?;
        }
        let parting = socket.parting.clone();
        match enter(host.clone(), socket).await {
            Ok(entered) => Ok(entered),
            // What ended the socket explains what the protocol made of it.
            Err(error) => Err(self.named(parting.take().unwrap_or(error), &host)),
        }
    }

    fn named(&self, error: Error, host: &Host) -> Error {
        let lacks = |key: &str| error.context().all(|(known, _)| known != key);
        let (address, user) = (lacks("address"), lacks("user"));
        let error = if address { error.with("address", host) } else { error };
        if user { error.with("user", self.login.who()) } else { error }
    }
}
