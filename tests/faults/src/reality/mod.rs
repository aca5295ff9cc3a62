//! The model is checked against reality: the same scripts on a real Artemis and on the model must see the same.
//!
//! A [`Script`] speaks the words of the seam that all networked providers stand on: attach, send, receive, settle, leave,
//! cut, and what only a broker suffers. It notes what it sees; nothing in it says what should be seen, since that is
//! for the real broker to say.

mod artemis;
mod case;
mod compare;
mod failed;
mod main;
mod manage;
mod model;
mod parcel;
mod peer;
mod run;
mod script;
mod scripts;
mod settings;
mod severing;
mod world;

pub use artemis::{over_amqp, over_stomp, start};
pub use case::{Case, Over};
pub use compare::{Compared, compare, real, table};
pub use failed::Failed;
pub use main::main;
pub use model::on_model;
pub use parcel::Parcel;
pub use peer::{Inbox, Outlet, Peer};
pub use run::{Seen, run};
pub use script::Script;
pub use scripts::all;
pub use settings::{SCAN_MS, SETTINGS, Setting};
pub use world::{Connected, World};
