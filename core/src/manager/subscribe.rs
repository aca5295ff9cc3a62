use super::{
    builder::value_binding,
    inner::{Inner, Stage, closed},
    plan::claim_of,
    start::{Ready, subscribe},
    subscription_id::SubscriptionId,
};
use crate::{
    error::{Error, ErrorKind},
    event::Event,
    listener::IntoListener,
    names::{NameUse, check_name},
    runtime::later,
    subscription::{ListenerInfo, Subscription},
};

impl Inner {
    /// Adds a listener while the manager runs.
    pub(super) async fn subscribe<E: Event, Kind>(
        &self,
        subscription: Subscription,
        listener: impl IntoListener<E, Kind>,
    ) -> Result<SubscriptionId, Error> {
        const SUBSCRIBE: &str = "subscribe";
        let (binding, problem) = value_binding::<E, Kind>(&subscription, listener);
        if let Some(problem) = problem {
            return Err(wrong(&subscription, problem.message).with_remedy(problem.remedy));
        }
        self.check(&subscription)?;
        let _turn = self.turn.lock().await;
        let running = self.running(SUBSCRIBE)?;
        if self.stage() != Stage::Running {
            return Err(closed(SUBSCRIBE));
        }
        let event = subscription.event();
        let provider = self.plan.provider_of(&event);
        let naming = self.plan.providers[provider].provider.queue_naming();
        let claim = claim_of(&subscription, self.plan.server.as_ref(), naming);
        if running.subscriptions().values().any(|other| other.task.claim().queue() == claim.queue()) {
            return Err(Error::new(ErrorKind::Conflict, SUBSCRIBE)
                .with("queue", claim.queue())
                .with_remedy("this manager has a listener of that queue; choose another name"));
        }
        let connected = &running.connections[provider];
        let wired = self.wired(subscription, &running.chain, true);
        let bound = binding.bind(running.services.resolver(), wired);
        let listener = bound.map_err(|f| Error::new(ErrorKind::Construction, SUBSCRIBE).with_source(f.into_error()))?;
        let opened = subscribe(connected, &listener.wired().info, &claim).await?;
        let mut subscribed = self.subscribed(connected, Ready { listener, claim, provider, opened });
        let id = self.next_subscription();
        subscribed.task.begin();
        running.subscriptions().insert(id, subscribed);
        self.refresh(running, &event);
        Ok(id)
    }

    fn check(&self, subscription: &Subscription) -> Result<(), Error> {
        let name = check_name(subscription.name(), NameUse::Name);
        name.map_err(|error| wrong(subscription, format!("its name {error}")))?;
        let event = subscription.event();
        event.check().map_err(|(name, error)| wrong(subscription, format!("the event's name {name:?} {error}")))?;
        if let Some((what, remedy)) = subscription.policy().problem() {
            return Err(wrong(subscription, what.to_owned()).with_remedy(remedy));
        }
        if subscription.is_per_process() && self.plan.server.is_none() {
            let remedy = "say `.server_name(..)` when building the manager";
            return Err(wrong(subscription, "it is per process".to_owned()).with_remedy(remedy));
        }
        Ok(())
    }

    /// Ends a subscription, after what it is handling; whether there was one.
    pub(super) async fn unsubscribe(&self, id: SubscriptionId) -> bool {
        let _turn = self.turn.lock().await;
        let Ok(running) = self.running("unsubscribe") else { return false };
        let Some(mut subscribed) = running.subscriptions().remove(&id) else { return false };
        self.refresh(running, &subscribed.info.event());
        let deadline = later(tokio::time::Instant::now(), self.plan.limits.drain);
        if let Err(error) = subscribed.task.ended(deadline).await {
            tracing::warn!(%error, "a subscription was not ended in order");
        }
        true
    }

    pub(super) fn subscriptions(&self) -> Vec<(SubscriptionId, ListenerInfo)> {
        let Some(running) = self.running.get() else { return Vec::new() };
        running.subscriptions().iter().map(|(id, subscribed)| (*id, subscribed.info.clone())).collect()
    }
}

fn wrong(subscription: &Subscription, because: String) -> Error {
    Error::new(ErrorKind::Configuration, "subscribe").with("listener", subscription.name()).with("because", because)
}
