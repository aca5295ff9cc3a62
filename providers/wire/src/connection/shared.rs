use tidings_core::{
    provider::{Limits, NobodyListens},
    runtime::Runtime,
};

use super::{board::Board, presence::Presence, settings::Settings};
use crate::{routing::Lines, supervisor::Patience, window::Budget};

/// What the connection and all its links share.
pub(crate) struct Shared {
    pub(crate) runtime: Runtime,
    pub(crate) limits: Limits,
    pub(crate) patience: Patience,
    pub(crate) budget: Budget,
    pub(crate) board: Board,
    pub(crate) presence: Presence,
    pub(crate) lines: Lines,
    pub(crate) nobody_listens: NobodyListens,
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
            lines: Lines::default(),
            nobody_listens: context.nobody_listens,
            address,
            user,
        }
    }
}
