use std::{future::Future, time::Duration};

/// Longer than anything that is right may take: aspyx alone takes up to 3.2 s for a send, and a broker that ends a
/// consumer ten times over may stand still in between.
const BOUND: Duration = Duration::from_secs(180);

pub(crate) async fn within<F: Future>(what: &str, work: F) -> F::Output {
    match tokio::time::timeout(BOUND, work).await {
        Ok(output) => output,
        Err(_) => panic!("{what} takes longer than {BOUND:?}"),
    }
}
