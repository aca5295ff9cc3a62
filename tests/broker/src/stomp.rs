use crate::url::{url, userinfo};

/// The STOMP port of a broker that was started here.
pub(crate) struct Stomp {
    pub(crate) port: u16,
}

impl Stomp {
    pub(crate) fn new(port: u16) -> Self {
        Self { port }
    }

    pub(crate) fn url(&self) -> String {
        self.url_for("admin", "admin")
    }

    pub(crate) fn url_for(&self, user: &str, password: &str) -> String {
        url("stomp", &userinfo(user, password), "127.0.0.1", self.port)
    }
}

/// Writes a broker that speaks STOMP alone, in a module beside `home`, which finds it, and `launch`, which starts it.
macro_rules! stomp_broker {
    ($(#[$about:meta])* $name:ident, $missing:literal) => {
        $(#[$about])*
        pub struct $name {
            stomp: $crate::stomp::Stomp,
            control: $crate::Control,
        }

        impl $name {
            /// Starts one of one's own, and returns when STOMP answers.
            ///
            /// # Errors
            #[doc = concat!($missing, " is missing (the text says what to install), or it did not become ready in time;")]
            /// the text has the end of its log.
            ///
            /// # Cancel safety
            /// Cancel safe: a broker whose start nobody waits for is ended again.
            pub async fn start() -> Result<Self, $crate::Error> {
                tokio::task::spawn_blocking(Self::start_blocking)
                    .await
                    .map_err(|cause| $crate::Error::new(format!("starting the broker ended early: {cause}")))?
            }

            /// The one that all tests of this process share, started by the first caller; see
            /// [`shared`](crate::shared).
            ///
            /// # Errors
            /// As [`start`](Self::start); every caller but the first gets the first line of the text.
            pub async fn shared() -> Result<&'static Self, $crate::Error> {
                static SHARED: $crate::shared::Shared<$name> = $crate::shared::Shared::new();
                SHARED.get(Self::start_blocking).await
            }

            fn start_blocking() -> Result<Self, $crate::Error> {
                let home = super::home::find(&$crate::environment::Environment::of_process())?;
                let (instance, port) = super::launch::start(&home)?;
                Ok(Self { stomp: $crate::stomp::Stomp::new(port), control: $crate::Control::new(instance) })
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

        impl std::ops::Deref for $name {
            type Target = $crate::Control;

            fn deref(&self) -> &$crate::Control {
                &self.control
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("stomp", &self.stomp.port).finish_non_exhaustive()
            }
        }
    };
}
pub(crate) use stomp_broker;
