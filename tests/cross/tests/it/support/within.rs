use std::{future::Future, time::Duration};

/// Longer than anything that is right may take, on a machine with much else to do.
const BOUND: Duration = Duration::from_secs(30);

/// Waits for what must happen.
pub(crate) async fn within<F: Future>(what: &str, work: F) -> F::Output {
    match tokio::time::timeout(BOUND, work).await {
        Ok(output) => output,
        Err(_) => panic!("{what} takes longer than {BOUND:?}"),
    }
}
