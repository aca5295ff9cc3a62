use std::{future::Future, time::Duration};

use tokio::time::timeout;

use crate::Broken;

pub(super) async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = T>) -> Result<T, Broken> {
    timeout(limit, work).await.map_err(|_| Broken::new(format!("{what} did not come within {limit:?}")))
}
