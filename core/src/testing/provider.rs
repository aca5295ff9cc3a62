use std::sync::Arc;

use async_trait::async_trait;

use super::{answer::scripted, connection::ScriptedConnection, shared::Shared};
use crate::{
    error::{Error, Problem},
    provider::{Capabilities, Claim, Connection, Context, Provider},
};

/// A provider that does what its [`Script`](super::Script) says.
pub struct ScriptedProvider {
    pub(super) shared: Arc<Shared>,
    pub(super) name: String,
}

#[async_trait]
impl Provider for ScriptedProvider {
    fn name(&self) -> &str {
        &self.name
    }

    fn capabilities(&self) -> Capabilities {
        self.shared.state().capabilities
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        self.shared.state().problems.clone()
    }

    async fn connect(&self, _: Context) -> Result<Arc<dyn Connection>, Error> {
        self.shared.turn().await;
        self.shared.change(|state| match state.connect.pop_front() {
            Some(kind) => Err(scripted(kind)),
            None => {
                state.connected += 1;
                Ok(Arc::new(ScriptedConnection(self.shared.clone())) as Arc<dyn Connection>)
            }
        })
    }
}
