use std::sync::Arc;

use async_trait::async_trait;
use tidings_conformance::Fixture;
use tidings_core::{error::BoxError, provider::Provider};
use tidings_local::Local;

/// A broker within the process.
pub(crate) struct InProcess(pub(crate) Local);

#[async_trait]
impl Fixture for InProcess {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(Arc::new(self.0.clone()))
    }
}
