use std::sync::Arc;

use async_trait::async_trait;
use tidings_core::{
    error::{Error, Problem, ProblemKind},
    provider::{Capabilities, Claim, Connection, Context, Provider},
};

use crate::{config::Local, connection::LocalConnection};

#[async_trait]
impl Provider for Local {
    fn name(&self) -> &str {
        "local"
    }

    fn capabilities(&self) -> Capabilities {
        self.config.capabilities()
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        let capacities = [
            (self.config.queue_capacity, "the local provider's queue capacity is 0"),
            (self.config.dead_letter_capacity, "the local provider's dead-letter capacity is 0"),
        ];
        let wrong = capacities.into_iter().filter(|(capacity, _)| *capacity == 0);
        wrong.map(|(_, what)| Problem::new(ProblemKind::InvalidOption, what, "give it room for 1 at least")).collect()
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        Ok(Arc::new(LocalConnection::new(self, context)))
    }
}
