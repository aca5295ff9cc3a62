//! A provider that can do nothing but send and receive: what core does by itself, and that the suite asks for no more.

use std::sync::Arc;

use async_trait::async_trait;
use tidings_conformance::Fixture;
use tidings_core::{
    error::{BoxError, Error, Problem},
    provider::{BodyKind, Capabilities, Claim, Connection, Context, Provider},
};
use tidings_local::Local;

/// The in-process provider, without anything that it could do besides.
#[derive(Clone)]
struct Bare(Local);

#[async_trait]
impl Provider for Bare {
    fn name(&self) -> &str {
        "bare"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::none(BodyKind::Encoded)
    }

    fn check(&self, claims: &[Claim]) -> Vec<Problem> {
        self.0.check(claims)
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        self.0.connect(context).await
    }
}

#[async_trait]
impl Fixture for Bare {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(Arc::new(self.clone()))
    }

    fn is_shared(&self) -> bool {
        false
    }
}

tidings_conformance::suite!(Bare(Local::encoded()));
