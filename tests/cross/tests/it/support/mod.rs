//! What a test plays with: protocols, events under names of their own, managers, and listeners that record.

mod event;
mod facts;
mod listener;
mod over;
mod pairs;
mod play;
mod reach;
mod reports;
mod within;

pub(crate) use event::{Noted, Order, Raw, Tag, Text, event};
pub(crate) use facts::Facts;
pub(crate) use listener::{Heard, Listener};
pub(crate) use over::Over;
pub(crate) use pairs::pairs;
pub(crate) use play::{begin, blank, end, send_all, start};
pub(crate) use reach::Reach;
pub(crate) use reports::Reports;
pub(crate) use within::within;
