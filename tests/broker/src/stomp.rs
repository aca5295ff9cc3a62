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
