//! A dead letter that cannot be written is held, and written as soon as it can be.

use tidings_broker::{Artemis, Right, Rights};
use tidings_core::{
    Failure,
    event::EventRef,
    manager::EventManager,
    provider::{Admission, Claim, Connection, Health, Outcome, Target},
};

use crate::{
    Protocol,
    managed::{self, Handled, listener_is, numbered},
    operator,
    support::*,
};

/// An event that is given up on at once, and others that are not.
struct Scene<'a> {
    broker: &'a Artemis,
    connection: std::sync::Arc<dyn Connection>,
    event: EventRef,
    claim: Claim,
    handled: Handled,
    manager: EventManager,
}

const POISON: u64 = 666;

impl<'a> Scene<'a> {
    /// A listener that gives up on [`POISON`], under this user.
    async fn new(protocol: &Protocol, broker: &'a Artemis, user: &str) -> Self {
        let connection = protocol.connect(broker).await;
        let event = event(&unique("event"), true);
        let claim = Claim::shared(event.clone(), unique("listener"));
        let handled = Handled::default();
        let judge = |number, _| if number == POISON { Err(Failure::permanent("never")) } else { Ok(()) };
        let subscription = managed::subscription(&claim, 3);
        let url = protocol.url_for(broker, user, user);
        let manager = managed::started(protocol, &url, subscription, handled.judging(judge)).await;
        Self { broker, connection, event, claim, handled, manager }
    }

    async fn send(&self, n: u64) {
        send(&*self.connection, &self.event, numbered(n)).await;
    }

    async fn in_queue(&self) -> u64 {
        operator::count(self.broker, &self.claim.queue()).await
    }

    async fn in_grave(&self) -> u64 {
        operator::count(self.broker, &self.claim.dead_letter_queue()).await
    }

    /// The poison is held: the listener says so with this reason, others go on, and it is handled once.
    async fn holds(&self, because: &str) {
        self.send(POISON).await;
        listener_is(
            &self.manager,
            |health| matches!(health, Health::Degraded(why) if why.contains("dead letters") && why.contains(because)),
        )
        .await;
        for n in 1..=5 {
            self.send(n).await;
        }
        self.handled.reaches(5).await;
        operator::holds(self.broker, &self.claim.queue(), 1).await;
        assert_eq!(self.handled.attempts()[&POISON], [1], "it is held, not handled again");
    }

    /// The poison is a dead letter now, once, and nothing else is left.
    async fn buried(&self, before: u64) {
        operator::holds(self.broker, &self.claim.queue(), 0).await;
        operator::holds(self.broker, &self.claim.dead_letter_queue(), before + 1).await;
        listener_is(&self.manager, Health::is_up).await;
        assert_eq!(self.handled.attempts()[&POISON], [1]);
    }

    async fn end(self) {
        within(self.manager.shutdown()).await.unwrap();
        close(&*self.connection).await;
    }
}

/// A broker whose user `app` may do everything but send dead letters.
async fn without_right() -> Artemis {
    let rights = Rights::all();
    Artemis::builder()
        .user("app", "app", rights)
        .rights_on("dead_letter.#", "app", rights.without(Right::Send))
        .start()
        .await
        .unwrap()
}

pub async fn a_dead_letter_without_the_right_is_held_and_written_once_the_right_is_granted(protocol: &Protocol) {
    let broker = without_right().await;
    let scene = Scene::new(protocol, &broker, "app").await;
    scene.holds("").await;
    // To everybody who has a role, each of the broker's rights.
    let roles = r#""amq,user-0""#;
    let parameters = format!(r#"["dead_letter.#", {}]"#, [roles; 7].join(", "));
    operator::manage(&broker, "addSecuritySettings", &parameters).await.unwrap();
    scene.buried(0).await;
    scene.end().await;
}

pub async fn a_dead_letter_for_a_full_address_is_held_and_written_once_there_is_room(protocol: &Protocol) {
    let full = "<max-size-bytes>100000</max-size-bytes><address-full-policy>FAIL</address-full-policy>";
    let broker = Artemis::builder().address_setting("dead_letter.#", full).start().await.unwrap();
    let scene = Scene::new(protocol, &broker, "admin").await;
    let grave = scene.connection.sender(&Target::DeadLetters(scene.claim.clone()));
    within(async {
        let mut n = 0;
        loop {
            let outcome = grave.offer(parcel(&scene.event, numbered(n)), Admission::Beside).await;
            n += 1;
            if !matches!(outcome, Outcome::Confirmed) {
                return;
            }
        }
    })
    .await;
    assert!(scene.in_grave().await > 5);
    scene.holds("full").await;
    operator::empty(&broker, &scene.claim.dead_letter_queue()).await;
    scene.buried(0).await;
    scene.end().await;
}

pub async fn a_dead_letter_whose_queue_was_removed_is_written_to_a_new_one(protocol: &Protocol) {
    let broker = Artemis::start().await.unwrap();
    let scene = Scene::new(protocol, &broker, "admin").await;
    // One is written, so that whatever leads there is attached.
    scene.send(POISON).await;
    within(Box::pin(async { while scene.in_grave().await != 1 || scene.in_queue().await != 0 {} })).await;
    let parameters = format!(r#"["{}", true]"#, scene.claim.dead_letter_queue());
    operator::manage(&broker, "destroyQueue", &parameters).await.unwrap();
    scene.send(POISON).await;
    // A copy that is sent before the word of it came makes the queue anew; any other is held until it was made anew.
    within(Box::pin(async { while scene.in_grave().await != 1 || scene.in_queue().await != 0 {} })).await;
    listener_is(&scene.manager, Health::is_up).await;
    scene.end().await;
}

pub async fn what_is_held_at_the_shutdown_is_given_back_in_time(protocol: &Protocol) {
    let broker = without_right().await;
    let scene = Scene::new(protocol, &broker, "app").await;
    scene.holds("").await;
    let begun = tokio::time::Instant::now();
    // Whether it is in time or not, it ends.
    drop(within(scene.manager.shutdown()).await);
    assert!(begun.elapsed() < managed::DRAIN * 2, "{:?}", begun.elapsed());
    let mut next = listen(&*scene.connection, &scene.claim, 1).await;
    let body = next.take().await;
    assert!(body.starts_with(&format!(r#"{{"n":{POISON},"#)), "{body}");
    assert_eq!(scene.in_grave().await, 0);
    close(&*scene.connection).await;
}
