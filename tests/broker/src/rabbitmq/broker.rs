use std::fmt;
use std::ops::Deref;

use super::{home, launch};
use crate::environment::Environment;
use crate::shared::Shared;
use crate::stomp::Stomp;
use crate::{Control, Error};

/// A real RabbitMQ that speaks STOMP, and the power over its process: see [`Control`] for `kill`, `restart`
/// and the like.
///
/// It lets in `admin` alone, to the virtual host `/`, which CONNECT must name in its `host`. It keeps what is
/// persistent in durable queues, and cannot delay. It ends when the value is dropped, and in any case with the process
/// that started it.
pub struct RabbitMq {
    stomp: Stomp,
    control: Control,
}

impl RabbitMq {
    /// Starts one of one's own, and returns when STOMP answers.
    ///
    /// # Errors
    /// RabbitMQ is missing (the text says what to install), or it did not become ready in time; the
    /// text has the end of its log.
    ///
    /// # Cancel safety
    /// Cancel safe: a broker whose start nobody waits for is ended again.
    pub async fn start() -> Result<Self, Error> {
        tokio::task::spawn_blocking(Self::start_blocking)
            .await
            .map_err(|cause| Error::new(format!("starting the broker ended early: {cause}")))?
    }

    /// The one that all tests of this process share, started by the first caller; see [`shared`](crate::shared).
    ///
    /// # Errors
    /// As [`start`](Self::start); every caller but the first gets the first line of the text.
    pub async fn shared() -> Result<&'static Self, Error> {
        static SHARED: Shared<RabbitMq> = Shared::new();
        SHARED.get(Self::start_blocking).await
    }

    fn start_blocking() -> Result<Self, Error> {
        let home = home::find(&Environment::of_process())?;
        let (instance, port) = launch::start(&home)?;
        Ok(Self { stomp: Stomp::new(port), control: Control::new(instance) })
    }

    /// The STOMP URL with user and password, `stomp://admin:admin@127.0.0.1:<port>`.
    pub fn stomp_url(&self) -> String {
        self.stomp.url()
    }

    /// The STOMP URL for another user, whom it does not let in; name and password are percent-encoded here.
    pub fn stomp_url_for(&self, user: &str, password: &str) -> String {
        self.stomp.url_for(user, password)
    }

    /// The port that it listens on, the same one through every restart.
    pub fn stomp_port(&self) -> u16 {
        self.stomp.port
    }
}

impl Deref for RabbitMq {
    type Target = Control;

    fn deref(&self) -> &Control {
        &self.control
    }
}

impl fmt::Debug for RabbitMq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMq").field("stomp", &self.stomp.port).finish_non_exhaustive()
    }
}
