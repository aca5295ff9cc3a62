use std::sync::{
    Arc,
    atomic::{AtomicIsize, Ordering},
};

use tidings_core::{
    Lifecycle, Result,
    envelope::Envelope,
    manager::EventManager,
    pipeline::{EnvelopePipeline, HandleNext, SendNext},
    testing::{Recorder, Script},
};

use crate::support::*;

/// How often it was started, minus how often it was stopped.
#[derive(Default)]
struct Counted(AtomicIsize);

impl tidings_core::Service for Counted {}

impl Lifecycle for Counted {
    async fn start(&self) -> Result {
        tokio::task::yield_now().await;
        self.0.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn stop(&self) -> Result {
        tokio::task::yield_now().await;
        self.0.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}

pub(super) struct Stage {
    pub(super) script: Script,
    pub(super) manager: EventManager,
    service: Arc<Counted>,
    pub(super) recorder: Recorder<Order>,
}

impl Stage {
    pub(super) fn built() -> Self {
        let (script, service) = (Script::new().hesitating(), Arc::new(Counted::default()));
        let recorder = Recorder::new();
        let builder = over(&script).provide(service.clone()).lifecycle::<Counted>().sends::<(Order,)>();
        let builder = builder.listen(orders(), recorder.listener()).pipeline("waits", 1, Waits);
        Self { manager: builder.build().unwrap(), script, service, recorder }
    }

    pub(super) async fn started() -> Self {
        let stage = Self::built();
        bounded(stage.manager.start()).await.unwrap();
        stage
    }

    /// One connection, one service, one open queue; or nothing of it.
    pub(super) fn is_whole(&self, yes: bool) -> bool {
        let open = self.script.connections() - self.script.closed();
        let services = self.service.0.load(Ordering::SeqCst);
        (open, services, self.script.queue("invoice").is_open()) == (usize::from(yes), isize::from(yes), yes)
    }
}

/// Has sending and handling wait a turn on the way in and on the way out.
pub(super) struct Waits;

impl EnvelopePipeline for Waits {
    async fn around_send(&self, _: &Envelope, next: SendNext<'_>) -> Result {
        tokio::task::yield_now().await;
        let sent = next.run().await;
        tokio::task::yield_now().await;
        sent
    }

    async fn around_handle(&self, _: tidings_core::delivery::Delivery<'_>, next: HandleNext<'_>) -> Result {
        tokio::task::yield_now().await;
        next.run().await
    }
}
