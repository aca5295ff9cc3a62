//! The seam between core and a transport.
//!
//! A [`Provider`] connects; its [`Connection`] hands out [`Sender`]s and [`Receiver`]s. Opening, declaring and closing
//! are `async` and boxed; what every event passes is synchronous: [`Sender::offer`] gives a [`Receipt`],
//! [`Receiver::poll_receive`] a batch of [`Incoming`], [`Receiver::settle`] ends one of them.
//!
//! Invariant: a provider knows envelopes, queues and settlements, never listeners, pipelines, attempts or retries.

mod capabilities;
mod claim;
mod connection;
mod dead_letters;
mod dedicated;
mod health;
mod receipt;
mod receiver;
mod sender;
mod split;
mod table;
mod unroutable;
mod watched;

pub use capabilities::{BodyKind, Capabilities};
pub use claim::{Claim, QueueNaming, Target};
pub use connection::{Connection, Context, Limits, Opened, Provider};
pub use dead_letters::{DeadLetterQueue, Held};
pub use dedicated::IoThread;
pub use health::Health;
pub use receipt::{Outcome, Receipt, Ticket};
pub use receiver::{Content, Incoming, Receiver, Settlement, Signal, Token};
pub use sender::{Admission, Sender};
pub use split::Split;
pub use table::{PROVIDERS, Scheme, by_url};
pub use unroutable::{NobodyListens, Unroutable};
pub use watched::WatchedHealth;
