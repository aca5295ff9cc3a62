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

use crate::{capabilities::capabilities, config::Amqp, connection::Fe2o3};

/// What is wrong where the port takes connections and says nothing.
const SILENCE: &str = "the port takes connections and says nothing: is it the AMQP port, and does the broker live? \
    a port that speaks only STOMP is silent to AMQP, and so is one for TLS, which `amqps://` speaks";

#[distributed_slice(PROVIDERS)]
static AMQP: Scheme = Scheme::new("amqp", by_url);

#[distributed_slice(PROVIDERS)]
static AMQPS: Scheme = Scheme::new("amqps", by_url);

fn by_url(url: &str) -> Result<Arc<dyn Provider>, Error> {
    let provider = Amqp::connect(url);
    provider.access.check()?;
    Ok(Arc::new(provider))
}

#[async_trait]
impl Provider for Amqp {
    fn name(&self) -> &str {
        "amqp"
    }

    fn capabilities(&self) -> Capabilities {
        capabilities()
    }

    fn queue_naming(&self) -> QueueNaming {
        self.topology.naming
    }

    fn check(&self, _: &[Claim]) -> Vec<Problem> {
        self.access.problems("write `amqp://user:password@host:61616`")
    }

    async fn connect(&self, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let context = self.limited(context);
        let approach = self.access.approach(&context, SILENCE)?;
        let settings = Settings::new(context.clone(), approach.address(), approach.login().who());
        connection::open(Fe2o3::new(approach, &context, self.topology), settings).await
    }
}

impl Amqp {
    /// What connects, without what stands above links: a seam for tests, which no version keeps.
    ///
    /// # Errors
    /// Those of the settings.
    #[doc(hidden)]
    pub fn connector(&self, context: Context) -> Result<impl Connector + use<>, Error> {
        let context = self.limited(context);
        let approach = self.access.approach(&context, SILENCE)?;
        Ok(Fe2o3::new(approach, &context, self.topology))
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
            ("stomp://user:topsecret@broker", "amqp://user:password@host"),
            ("amqp://user:topsecret@broker:0", "write the port"),
            (
                "amqps://user:topsecret@broker?ca=no-such-file",
                if cfg!(feature = "tls") { "exist" } else { "feature `tls`" },
            ),
            ("amqp://user:topsecret@broker?ca=no-such-file", "amqps://"),
        ] {
            let problems = Amqp::connect(url).check(&[]);
            assert_eq!(problems.len(), 1, "{url}");
            let shown = format!("{problems:?} {:?}", Amqp::connect(url));
            assert!(problems[0].remedy.contains(remedy) && !shown.contains("topsecret"), "{shown}");
        }
        assert!(Amqp::connect("amqp://user:topsecret@broker").check(&[]).is_empty());
    }

    #[test]
    fn the_schemes_are_found_by_their_urls() {
        assert_eq!(
            provider::by_url("amqp://broker").map(|found| found.name().to_owned()).ok().as_deref(),
            Some("amqp")
        );
        let found = provider::by_url("amqps://broker?ca=no-such-file").map(|_| ()).unwrap_err();
        let expected = if cfg!(feature = "tls") { ErrorKind::Configuration } else { ErrorKind::Unsupported };
        assert_eq!(found.kind(), expected);
    }

    #[tokio::test]
    async fn a_url_that_cannot_be_used_connects_nowhere() {
        let connected = Amqp::connect("amqp://broker:0").connect(Context::default()).await;
        assert_eq!(connected.map(|_| ()).unwrap_err().kind(), ErrorKind::Configuration);
    }
}
