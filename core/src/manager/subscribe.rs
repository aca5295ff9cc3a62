use super::{
    builder::value_binding,
    inner::{Inner, Stage, closed},
    nowhere::no_provider,
    plan::claim_of,
    running::Running,
    start::{Ready, subscribe},
    subscription_id::SubscriptionId,
    subscriptions::Subscribed,
};
use crate::{
    error::{Error, ErrorKind},
    event::Event,
    listener::IntoListener,
    names::{NameUse, check_name},
    provider::Claim,
    runtime::later,
    sending::Context,
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
        // A shutdown holds the turn while it waits for listeners, of which the caller may be one.
        if self.stage() > Stage::Running {
            return Err(closed(SUBSCRIBE));
        }
        let _turn = self.turn.lock().await;
        let running = self.running(SUBSCRIBE)?;
        if self.stage() != Stage::Running {
            return Err(closed(SUBSCRIBE));
        }
        let event = subscription.event();
        let provider = self.plan.provider_of(&event).ok_or_else(|| no_provider(SUBSCRIBE, event.name()))?;
        let naming = self.plan.providers[provider].provider.queue_naming();
        let claim = claim_of(&subscription, self.plan.server.as_ref(), naming);
        self.check_claim(&subscription, &claim, running)?;
        let connected = &running.connections[provider];
        let wired = self.wired(subscription, &running.chain, true);
        let bound = binding.bind(running.services.resolver(), wired);
        let listener = bound.map_err(|f| Error::new(ErrorKind::Construction, SUBSCRIBE).with_source(f.into_error()))?;
        let opened = subscribe(connected, &listener.wired().info, &claim).await?;
        let mut subscribed = self.subscribed(connected, Ready { listener, claim, provider, opened });
        let id = self.next_subscription();
        subscribed.task.begin();
        running.subscriptions().insert(id, subscribed);
        self.news.send_replace(());
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
        if subscription.is_per_process() && self.plan.server.as_deref().is_none_or(str::is_empty) {
            let remedy = "say `.server_name(..)` when building the manager";
            return Err(wrong(subscription, "it is per process".to_owned()).with_remedy(remedy));
        }
        Ok(())
    }

    fn check_claim(&self, subscription: &Subscription, claim: &Claim, running: &Running) -> Result<(), Error> {
        check_name(&claim.queue(), NameUse::Name)
            .map_err(|error| wrong(subscription, format!("its queue {:?} {error}", claim.queue())))?;
        if running.subscriptions().have(claim) {
            return Err(Error::new(ErrorKind::Conflict, "subscribe")
                .with("queue", claim.queue())
                .with("dead letters", claim.dead_letter_queue())
                .with_remedy("this manager has a listener of one of these; choose another name"));
        }
        Ok(())
    }

    /// Ends a subscription, after what it is handling; whether there was one.
    pub(super) async fn unsubscribe(&self, id: SubscriptionId) -> bool {
        if self.stage() != Stage::Running {
            return false;
        }
        let _turn = self.turn.lock().await;
        let Some(subscribed) = self.withdraw(id) else { return false };
        if Context::current().is_some() {
            // Within a listener, which may be that very one: it ends by itself, after what it is handling.
            return true;
        }
        self.end(subscribed).await;
        true
    }

    /// Waits until a subscription that was taken out has ended, at most until the drain limit.
    pub(super) async fn end(&self, mut subscribed: Subscribed) {
        let deadline = later(tokio::time::Instant::now(), self.plan.limits.drain);
        if let Err(error) = subscribed.task.ended(deadline).await {
            tracing::warn!(%error, "a subscription was not ended in order");
        }
    }

    /// Takes a subscription out; it ends by itself when it is dropped.
    pub(super) fn withdraw(&self, id: SubscriptionId) -> Option<Subscribed> {
        let running = self.running("unsubscribe").ok()?;
        let subscribed = running.subscriptions().remove(id)?;
        self.news.send_replace(());
        self.refresh(running, &subscribed.info.event());
        Some(subscribed)
    }

    pub(super) fn subscriptions(&self) -> Vec<(SubscriptionId, ListenerInfo)> {
        let Some(running) = self.running.get() else { return Vec::new() };
        running.subscriptions().iter().map(|(id, subscribed)| (id, subscribed.info.clone())).collect()
    }
}

fn wrong(subscription: &Subscription, because: String) -> Error {
    Error::new(ErrorKind::Configuration, "subscribe").with("listener", subscription.name()).with("because", because)
}
