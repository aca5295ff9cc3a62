use std::fmt;

/// A text that no log, error or debug output shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// User and password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The user's name; empty for an anonymous connection.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl Credentials {
    /// A user with a password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into() }
    }

    /// Nobody in particular.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// Whether no user is named.
    pub fn is_anonymous(&self) -> bool {
        self.user.is_empty()
    }

    /// The user for an error or a log line.
    pub fn who(&self) -> &str {
        if self.is_anonymous() { "anonymous" } else { &self.user }
    }
}
