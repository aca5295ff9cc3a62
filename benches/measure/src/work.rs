use async_trait::async_trait;

use crate::{Outcome, Sample};

/// What a worker does when it is told to.
#[async_trait(?Send)]
pub trait Work {
    /// Lets so many events pass, and says what it took; what comes before the first and after the last is not counted.
    ///
    /// # Errors
    /// Whatever makes the sample worthless.
    async fn run(&mut self, events: u64) -> Outcome<Sample>;
}

/// Work that is one closure.
#[derive(Debug)]
pub struct Repeat<F>(F);

/// Work that calls the closure for each run.
pub fn repeat<F: AsyncFnMut(u64) -> Outcome<Sample> + 'static>(run: F) -> Box<dyn Work> {
    Box::new(Repeat(run))
}

#[async_trait(?Send)]
impl<F: AsyncFnMut(u64) -> Outcome<Sample>> Work for Repeat<F> {
    async fn run(&mut self, events: u64) -> Outcome<Sample> {
        (self.0)(events).await
    }
}
