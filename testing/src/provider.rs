use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use tidings_core::{
    Error, Problem,
    provider::{Capabilities, Claim, Connection, Context, Provider},
};
use tidings_local::Local;

use crate::{connection::Watched, records::Records};

/// The in-process provider, with an eye on its connection.
pub(crate) struct TestProvider {
    pub(crate) local: Local,
    pub(crate) records: Arc<Records>,
    pub(crate) connection: Arc<OnceLock<Arc<dyn Connection>>>,
}

#[async_trait]
impl Provider for TestProvider {
    fn name(&self) -> &str {
        self.local.name()
    }

    fn capabilities(&self) -> Capabilities {
        self.local.capabilities()
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.local.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let inner = self.local.connect(context).await?;
        let watched: Arc<dyn Connection> = Arc::new(Watched { inner, records: self.records.clone() });
        // A manager starts once.
        let _ = self.connection.set(watched.clone());
        Ok(watched)
    }
}
