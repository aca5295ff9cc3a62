use std::sync::Arc;

use tidings_core::{
    Result,
    delivery::Delivery,
    envelope::Envelope,
    pipeline::{EnvelopePipeline, HandleNext, SendNext},
};

use crate::records::Records;

/// The pipeline that looks on: outermost on sending and, since handling runs in reverse, next to the listener.
pub(crate) struct Observer(pub(crate) Arc<Records>);

impl Observer {
    pub(crate) const NAME: &'static str = "tidings test harness";
    pub(crate) const ORDER: i32 = i32::MIN;
}

impl EnvelopePipeline for Observer {
    async fn around_send(&self, envelope: &Envelope, next: SendNext<'_>) -> Result {
        let _sending = self.0.begin();
        next.run().await?;
        self.0.confirmed(envelope.id());
        Ok(())
    }

    async fn around_handle(&self, delivery: Delivery<'_>, next: HandleNext<'_>) -> Result {
        let listener = delivery.listener().name();
        if let Some(failure) = self.0.next_failure(listener) {
            return Err(failure);
        }
        next.run().await?;
        self.0.handled(listener, delivery.envelope().id(), delivery.attempt());
        Ok(())
    }
}
