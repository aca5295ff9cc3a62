//! What became of every event and every delivery, in numbers that obey a law.
//!
//! Whoever sends or settles counts through a [`SentCount`] or a [`DeliveryCount`]; the [`Book`] of a manager holds them,
//! and a [`Ledger`] is what it says at one moment.

mod book;
mod count;
#[cfg(feature = "metrics")]
mod export;
mod law;
mod pages;
mod view;

pub use book::Book;
pub use count::{DeliveryCount, Ends, SentCount};
pub use law::Unbalanced;
pub use view::{Deliveries, EventLedger, Ledger, ListenerLedger, Sent};
