use std::{
    future::Future,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tidings::{manager::Builder, prelude::*};

/// What happened, in its order.
#[provided]
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<String>>);

impl Log {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A manager whose listeners run in the sender's task.
pub(crate) fn inline(log: &Arc<Log>) -> Builder {
    EventManager::builder().provider(Local::inline()).provide(log.clone())
}

/// Runs the program with the started manager, and shuts it down; bounded in time.
pub(crate) async fn run<F: Future<Output = ()>>(builder: Builder, program: impl FnOnce(EventManager) -> F) {
    let manager = builder.build().unwrap_or_else(|problems| panic!("{problems}"));
    let whole = async {
        manager.start().await.unwrap();
        program(manager.clone()).await;
        manager.shutdown().await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(30), whole).await.unwrap();
}
