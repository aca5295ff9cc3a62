//! A listener function clashes with no module, type or macro of its name, and may stand in a function.
#![forbid(unsafe_code)]
#![forbid(dead_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, rust_2018_idioms, future_incompatible)]
use tidings::prelude::*;

#[event]
struct Placed;

mod audit {
    #[tidings::prelude::injectable]
    pub(crate) struct Log;
}

#[event_listener]
async fn audit(_: &Placed, log: &audit::Log) -> Result {
    let _ = log;
    Ok(())
}

#[expect(non_camel_case_types)]
#[injectable]
struct report {}

#[event_listener]
async fn report(_: &Placed, report: &report) -> Result {
    let _ = report;
    Ok(())
}

#[event_listener]
async fn r#type(_: &Placed) -> Result {
    Ok(())
}

fn main() {
    #[event]
    struct Inner;

    #[event_listener]
    async fn inner(_: &Inner) -> Result {
        Ok(())
    }
    drop(inner(&Inner));
}
