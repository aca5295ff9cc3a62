//! The notice board passes every case of the conformance suite that its capabilities select.

use std::sync::Arc;

use async_trait::async_trait;
use own_provider::Notices;
use tidings_conformance::Fixture;
use tidings_core::{error::BoxError, provider::Provider};

struct OnTheBoard;

#[async_trait]
impl Fixture for OnTheBoard {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(Arc::new(Notices))
    }

    /// Each connection has a board of its own.
    fn is_shared(&self) -> bool {
        false
    }
}

tidings_conformance::suite!(OnTheBoard);
