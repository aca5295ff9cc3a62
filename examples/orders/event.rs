//! What a shop tells, and how its programs begin and end.

use std::{env, process::ExitCode, time::Duration};

use tidings::{manager::Builder, prelude::*};

#[event(name = "order.placed", durable)]
pub(crate) struct OrderPlaced {
    pub(crate) order: u64,
    pub(crate) server: String,
}

/// The broker of `TIDINGS_URL`, or the `usual` one.
pub(crate) fn builder(usual: &str) -> Builder {
    EventManager::builder()
        .connect(&env::var("TIDINGS_URL").unwrap_or_else(|_| usual.into()))
        .limits(|limits| limits.start_timeout = Duration::from_secs(5))
}

/// The name of this process: `TIDINGS_SERVER_NAME`, or the `usual` one.
pub(crate) fn server(usual: &str) -> String {
    env::var("TIDINGS_SERVER_NAME").unwrap_or_else(|_| usual.into())
}

/// Says what went wrong, and what may help.
#[expect(clippy::print_stderr, reason = "it shows what happens")]
pub(crate) fn ended(result: Result) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:?}\nno broker? start one: cargo run -p tidings-broker -- run");
            ExitCode::FAILURE
        }
    }
}
