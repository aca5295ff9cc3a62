//! Runs single behaviours on a provider with a defect.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_conformance::{Fixture, Verdict, find};
use tidings_core::{
    error::BoxError,
    provider::Provider,
    testing::{Wrap, Wrapped},
};
use tidings_local::Local;

/// The in-process provider with a defect.
struct Defective<W> {
    provider: Wrapped<W>,
    patience: Duration,
}

#[async_trait]
impl<W: Wrap> Fixture for Defective<W> {
    async fn provider(&self) -> Result<Arc<dyn Provider>, BoxError> {
        Ok(Arc::new(self.provider.clone()))
    }

    fn patience(&self) -> Duration {
        self.patience
    }
}

fn judge<W: Wrap>(defect: W, name: &str, patience: Duration) -> Verdict {
    let fixture = Defective { provider: Wrapped::new(Arc::new(Local::encoded()), defect), patience };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let behaviour = find(name).unwrap_or_else(|| panic!("there is no behaviour {name}"));
    runtime.block_on(behaviour.judge(&fixture)).expect("a provider to judge")
}

/// The behaviour shows the defect.
pub(crate) fn fails<W: Wrap>(defect: W, name: &str) {
    // What is lost is waited for in vain.
    match judge(defect, name, Duration::from_secs(3)) {
        Verdict::Broken(_) => {}
        other => panic!("{name} is {other:?} on a broken provider"),
    }
}

/// The behaviour passes.
pub(crate) fn keeps<W: Wrap>(honest: W, name: &str) {
    match judge(honest, name, Duration::from_secs(20)) {
        Verdict::Kept => {}
        other => panic!("{name} is {other:?} on an honest provider"),
    }
}
