//! Services that note what happens to them, and short ways to wire them.

use std::sync::{Arc, Mutex};

use crate::{
    container::{Container, Given, Inject, Limits, Need, Root, Service, Services},
    error::Error,
};

/// What happened, in order; every note is handed in by the test through `.provide`.
#[derive(Default)]
pub(super) struct Log(Mutex<Vec<String>>);

impl Service for Log {}

impl Log {
    pub(super) fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub(super) fn notes(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A root that needs one thing.
pub(super) fn root<I: Inject>(who: &str) -> Root {
    Root::new(who, vec![I::need()])
}

/// The value of a promise.
pub(super) fn given<T: Send + Sync + 'static>(value: T) -> Vec<Given> {
    vec![Given::new(Arc::new(value))]
}

/// What the check says, each problem in one line.
pub(super) fn problems(container: Container, roots: &[Root]) -> Vec<String> {
    container.wire(roots).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// Wires and starts everything that `needs` reach.
pub(super) async fn start(container: Container, needs: Vec<Need>) -> Result<Services, Error> {
    container.wire(&[Root::new("the test", needs)]).unwrap().start(Vec::new(), Limits::default()).await
}
