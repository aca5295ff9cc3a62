//! A connection that mends itself, over whatever implements the seam [`link`](crate::link).

mod board;
mod driver;
mod epoch;
mod open;
mod presence;

pub(crate) use board::Board;
pub(crate) use epoch::{Epoch, Now, next, over};
pub(crate) use open::LinkedConnection;
pub(crate) use presence::{Presence, Reach};

use std::sync::Arc;

use tidings_core::{
    Error,
    provider::{Connection, Context, Limits},
    runtime::Runtime,
};

use crate::{link::Connector, supervisor::Patience, window::Budget};

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

/// Connects, trying again until the start timeout where that can help; from then on the connection mends itself.
///
/// # Errors
/// At once for what trying again cannot mend; after the start timeout with the last cause otherwise.
///
/// # Cancel safety
/// Dropping the future gives the attempt up and leaves nothing behind.
pub async fn open<C: Connector>(connector: C, settings: Settings) -> Result<Arc<dyn Connection>, Error> {
    Ok(Arc::new(LinkedConnection::open(connector, Shared::new(settings)).await?))
}

/// What the connection and all its links share.
pub(crate) struct Shared {
    pub(crate) runtime: Runtime,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) budget: Budget,
    pub(crate) board: Board,
    pub(crate) presence: Presence,
    pub(crate) address: String,
    pub(crate) user: String,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        use crate::window::Limits;
        let Settings { context, address, user } = settings;
        let limits = context.limits;
        let patience = Patience { start: limits.start_timeout, ..Patience::default() };
        Self {
            runtime: context.runtime,
            limits,
            patience,
            budget: Budget::new(Limits::new(limits.window_events, limits.window_bytes)),
            board: Board::new(),
            presence: Presence::default(),
            address,
            user,
        }
    }
}
