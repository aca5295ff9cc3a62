use std::sync::Arc;

use async_trait::async_trait;
use linkme::distributed_slice;
use tidings_core::{
    Error, Problem,
    provider::{Capabilities, Claim, Connection, Context, PROVIDERS, Provider, QueueNaming, Scheme},
};
use tidings_wire::{
    connection::{self, Settings},
    link::Connector,
};

use crate::{config::Stomp, connection::Stomping, dialect::Dialect};

/// What is wrong where the port takes connections and says nothing.
const SILENCE: &str = "the port takes connections and says nothing: is it the STOMP port, and does the broker live? \
    one for TLS, which `stomps://` speaks, is silent as well";

#[distributed_slice(PROVIDERS)]
static STOMP: Scheme = Scheme::new("stomp", by_url);

#[distributed_slice(PROVIDERS)]
static STOMPS: Scheme = Scheme::new("stomps", by_url);

fn by_url(url: &str) -> Result<Arc<dyn Provider>, Error> {
    let provider = Stomp::connect(url);
    provider.access.check()?;
    Ok(Arc::new(provider))
}

#[async_trait]
impl Provider for Stomp {
    fn name(&self) -> &str {
        "stomp"
    }

    fn capabilities(&self) -> Capabilities {
        self.dialect.unwrap_or(Dialect::Artemis).capabilities()
    }

    fn queue_naming(&self) -> QueueNaming {
        self.topology.naming
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        self.access.problems("write `stomp://user:password@host:61613`")
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let context = self.limited(context);
        let approach = self.access.approach(&context, SILENCE)?;
        let settings = Settings::new(context.clone(), approach.address(), approach.login().who());
        connection::open(Stomping::new(approach, &context, self.dialect, self.topology), settings).await
    }
}

impl Stomp {
    /// What connects, without what stands above links: a seam for tests, which no version keeps.
    ///
    /// # Errors
    /// Those of the settings.
    #[doc(hidden)]
    pub fn connector(&self, context: Context) -> Result<impl Connector + use<>, Error> {
        let context = self.limited(context);
        let approach = self.access.approach(&context, SILENCE)?;
        Ok(Stomping::new(approach, &context, self.dialect, self.topology))
    }

    fn limited(&self, mut context: Context) -> Context {
        context.limits = self.access.limits(context.limits);
        context
    }
}

#[cfg(test)]
mod tests {
    use tidings_core::{ErrorKind, provider};

    use super::*;

    #[test]
    fn a_url_that_cannot_be_used_is_a_problem_of_the_build_with_its_remedy() {
        for (url, remedy) in [
            ("amqp://user:topsecret@broker", "stomp://user:password@host"),
            ("stomp://user:topsecret@broker:0", "write the port"),
        ] {
            let problems = Stomp::connect(url).check(&[]);
            assert_eq!(problems.len(), 1, "{url}");
            let shown = format!("{problems:?} {:?}", Stomp::connect(url));
            assert!(problems[0].remedy.contains(remedy) && !shown.contains("topsecret"), "{shown}");
        }
        assert!(Stomp::connect("stomp://user:topsecret@broker").check(&[]).is_empty());
    }

    #[test]
    fn the_scheme_is_found_by_its_url() {
        let found = provider::by_url("stomp://broker").map(|found| found.name().to_owned());
        assert_eq!(found.ok().as_deref(), Some("stomp"));
    }

    #[tokio::test]
    async fn a_url_that_cannot_be_used_connects_nowhere() {
        let connected = Stomp::connect("stomp://broker:0").connect(Context::default()).await;
        assert_eq!(connected.map(|_| ()).unwrap_err().kind(), ErrorKind::Configuration);
    }
}
