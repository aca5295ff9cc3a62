use tidings_core::provider::Context;

/// What a connection needs to know beside its protocol.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Clock, ids, tasks, sizes and times.
    pub context: Context,
    /// Where the broker is, for logs and errors.
    pub address: String,
    /// The user, for logs and errors.
    pub user: String,
}

impl Settings {
    /// The settings of a connection.
    pub fn new(context: Context, address: impl Into<String>, user: impl Into<String>) -> Self {
        Self { context, address: address.into(), user: user.into() }
    }
}
