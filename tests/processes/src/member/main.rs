//! One process of a test: it listens or sends until it is told to end.
//!
//! SIGTERM ends it in order. The end of its standard input ends it at once, so that it never outlives its test.

mod event;
mod listen;
mod orders;
mod publish;

use std::{process::ExitCode, sync::Arc};

use tidings_amqp::Amqp;
use tidings_core::{
    manager::{Builder, EventManager},
    provider::Provider,
};
use tidings_process_tests::{Deed, Journal, Line, Place, Role};
use tidings_stomp::Stomp;

/// What every role has at hand.
pub(crate) struct Desk {
    pub(crate) place: Place,
    pub(crate) journal: Journal,
}

impl Desk {
    /// Writes something down; a process that cannot is of no use.
    pub(crate) fn note(&self, line: Line) {
        if self.journal.add(line).is_err() {
            std::process::exit(3);
        }
    }

    pub(crate) fn line(&self, deed: Deed) -> Line {
        Line::of(&self.place.who, deed)
    }

    /// A manager on its broker, and nothing of the registry.
    pub(crate) fn builder(&self) -> Builder {
        let url = self.place.url.as_str();
        let provider: Arc<dyn Provider> =
            if url.starts_with("amqp") { Arc::new(Amqp::connect(url)) } else { Arc::new(Stomp::connect(url)) };
        let report = Journal::open(&self.place.journal);
        let who = self.place.who.clone();
        let builder = EventManager::builder().listeners::<()>().provider(provider);
        builder.on_failure(move |told| {
            if let Ok(report) = &report {
                drop(report.add(Line::of(&who, Deed::Wrong).saying(format!("{told:?}"))));
            }
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let role: Option<Role> = std::env::args().nth(1).and_then(|role| serde_json::from_str(&role).ok());
    let Some(role) = role else { return ExitCode::from(2) };
    event::is(role.place());
    let Ok(journal) = Journal::open(&role.place().journal) else { return ExitCode::from(3) };
    let desk = Arc::new(Desk { place: role.place().clone(), journal });
    let worked = match role {
        Role::Listen(listen) => listen::run(&desk, listen).await,
        Role::Publish(publish) => publish::run(&desk, &publish).await,
    };
    let code = match worked {
        Ok(()) => {
            desk.note(desk.line(Deed::Gone));
            0
        }
        Err(error) => {
            desk.note(desk.line(Deed::Wrong).saying(format!("{error:?}")));
            1
        }
    };
    // A runtime would wait for the thread that reads the standard input.
    std::process::exit(code)
}
