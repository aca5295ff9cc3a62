//! Every future of the API, dropped at each of its await points: nothing is lost, and it can be called again.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicIsize, Ordering},
    },
    task::Poll,
};

use tidings_core::{
    Failure, Lifecycle, Result, SendError,
    envelope::Envelope,
    manager::EventManager,
    pipeline::{EnvelopePipeline, HandleNext, SendNext},
    provider::{BodyKind, Settlement},
    runtime::Runtime,
    sending::SharedEnvelope,
    subscription::Subscription,
    testing::{Answer, Recorder, Script, Sent},
};

use crate::support::*;

/// Polls a future so many times, with a turn for everybody else after each, and then drops it.
async fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    for _ in 0..times {
        if let Poll::Ready(value) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
            return Some(value);
        }
        tokio::task::yield_now().await;
    }
    None
}

/// Drops what `act` makes of a new scene after 0 polls, after 1, and so on, until it ends by itself, and has `check` look
/// each time; a future that ends with its first poll has no point to drop it at and is no case.
async fn at_every_point<S, T>(
    at_least: usize,
    scene: impl AsyncFn() -> S,
    act: impl AsyncFn(&S) -> T,
    check: impl AsyncFn(S, Option<T>),
) {
    for times in 0..1_000 {
        let scene = bounded(scene()).await;
        let ended = bounded(polled(act(&scene), times)).await;
        let is_over = ended.is_some();
        bounded(check(scene, ended)).await;
        if is_over {
            assert!(times > at_least, "only {times} polls: it was dropped nowhere");
            return;
        }
    }
    panic!("it never ended");
}

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

struct Stage {
    script: Script,
    manager: EventManager,
    service: Arc<Counted>,
    recorder: Recorder<Order>,
}

impl Stage {
    fn built() -> Self {
        let (script, service) = (Script::new().hesitating(), Arc::new(Counted::default()));
        let recorder = Recorder::new();
        let builder = over(&script).provide(service.clone()).lifecycle::<Counted>().sends::<(Order,)>();
        let builder = builder.listen(orders(), recorder.listener()).pipeline("waits", 1, Waits);
        Self { manager: builder.build().unwrap(), script, service, recorder }
    }

    async fn started() -> Self {
        let stage = Self::built();
        bounded(stage.manager.start()).await.unwrap();
        stage
    }

    /// One connection, one service, one open queue; or nothing of it.
    fn is_whole(&self, yes: bool) -> bool {
        let open = self.script.connections() - self.script.closed();
        let services = self.service.0.load(Ordering::SeqCst);
        (open, services, self.script.queue("invoice").is_open()) == (usize::from(yes), isize::from(yes), yes)
    }
}

/// Has sending and handling wait a turn on the way in and on the way out.
struct Waits;

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

#[tokio::test(start_paused = true)]
async fn a_start_that_is_dropped_is_undone_and_can_be_repeated() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| stage.manager.start().await,
        async |stage, ended| {
            assert!(ended.is_none_or(|ended| ended.is_ok()));
            stage.manager.start().await.unwrap();
            assert!(stage.is_whole(true) && stage.manager.health().is_up());
            stage.script.queue("invoice").push_event(order(1));
            stage.recorder.received(1).await.unwrap();
            shut(&stage.manager).await;
            assert!(stage.is_whole(false));
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_for_the_undoing_of_a_start_that_was_dropped() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| stage.manager.start().await,
        async |stage, _| {
            shut(&stage.manager).await;
            assert!(stage.is_whole(false));
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_is_dropped_goes_on_and_can_be_called_again() {
    let shutdowns: [fn(&EventManager) -> Ending<'_>; 2] = [
        |manager| Box::pin(async { manager.shutdown().await.is_ok() }),
        |manager| Box::pin(async { manager.shutdown_now().await.is_ok() }),
    ];
    for shutdown in shutdowns {
        at_every_point(
            1,
            Stage::started,
            async |stage| shutdown(&stage.manager).await,
            async |stage, _| {
                shut(&stage.manager).await;
                assert!(stage.is_whole(false));
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_leaves_a_manager_that_can_be_shut_down() {
    at_every_point(
        6,
        async || Stage::built(),
        async |stage| {
            let program = async |manager: EventManager| {
                manager.send_event(order(1)).await?;
                Ok::<_, Failure>(())
            };
            stage.manager.run(program).await
        },
        async |stage, ended| {
            assert!(ended.is_none_or(|ended| ended.is_ok()));
            shut(&stage.manager).await;
            assert!(stage.is_whole(false) && stage.manager.ledger().check().is_ok());
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_dropped_is_there_or_can_be_made() {
    let pings = || Subscription::of::<Ping>("pings");
    at_every_point(
        2,
        Stage::started,
        async |stage| stage.manager.subscribe::<Ping, _>(pings(), Recorder::<Ping>::new().listener()).await,
        async |stage, ended| {
            let queue = stage.script.queue("pings");
            let there = stage.manager.subscriptions().len() == 2;
            assert_eq!((there, queue.is_open()), (ended.is_some(), ended.is_some()));
            if !there {
                stage.manager.subscribe::<Ping, _>(pings(), Recorder::<Ping>::new().listener()).await.unwrap();
            }
            queue.push_event(Ping(1));
            queue.settlements(1).await;
            shut(&stage.manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_unsubscription_that_is_dropped_has_ended_the_listener_or_done_nothing() {
    let gated = async || {
        let (script, gate) = (Script::new().hesitating(), Gate::new());
        let manager = started(over(&script).listen(orders(), gate.listener(|order: &Order| order.order))).await;
        let queue = script.queue("invoice");
        let running = queue.push_event(order(1));
        gate.began(1).await;
        (manager, queue, running, gate)
    };
    at_every_point(
        1,
        gated,
        async |(manager, _, _, gate)| {
            let (id, _) = manager.subscriptions().remove(0);
            let mut ending = pin!(manager.unsubscribe(id));
            for _ in 0..2 {
                assert!(poll_fn(|cx| Poll::Ready(ending.as_mut().poll(cx))).await.is_pending());
                tokio::task::yield_now().await;
            }
            gate.open(1);
            ending.await
        },
        async |(manager, queue, running, gate), _| {
            gate.open(1);
            assert_eq!(queue.settlements(1).await, [(running, Settlement::Accept)], "what runs is finished");
            quiet().await;
            assert_eq!(queue.is_open(), !manager.subscriptions().is_empty());
            shut(&manager).await;
        },
    )
    .await;
}

const LETTERS: &str = "dead_letter.order.placed.invoice";

/// A manager with a dead letter.
async fn given_up() -> Stage {
    let stage = Stage::started().await;
    stage.recorder.fail_next(Failure::permanent("never"));
    stage.script.queue("invoice").push_event(order(1));
    bounded(stage.script.queue("invoice").settlements(1)).await;
    stage
}

impl Stage {
    fn letters(&self) -> usize {
        self.script.dead_letters(LETTERS).len()
    }

    async fn first(&self) -> (tidings_core::manager::DeadLetters, tidings_core::id::EventId) {
        let mut letters = self.manager.dead_letters("invoice").await.unwrap();
        let id = letters.list(1).await.unwrap()[0].id().clone();
        (letters, id)
    }
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_whose_resending_is_dropped_is_still_there_or_was_sent() {
    at_every_point(
        4,
        given_up,
        async |stage| {
            let (mut letters, id) = stage.first().await;
            letters.resend(&id).await
        },
        async |stage, ended| {
            let copies = stage.script.offers().iter().filter(|offer| offer.envelope().replay() == 1).count();
            assert!(stage.letters() == 1 || copies == 1, "it is neither kept nor sent");
            if let Some(sent) = ended {
                assert!(sent.unwrap() && (stage.letters(), copies) == (0, 1));
            }
            if stage.letters() == 1 {
                let (mut letters, id) = stage.first().await;
                assert!(letters.resend(&id).await.unwrap(), "and it can be sent again");
            }
            shut(&stage.manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_copy_of_a_dead_letter_that_waits_is_taken_back_when_its_resending_is_dropped() {
    let stage = given_up().await;
    stage.script.answer(Sent::Copies, Answer::Wait);
    let (mut letters, id) = stage.first().await;
    assert!(polled(letters.resend(&id), 10).await.is_none());
    assert!(stage.script.offers().last().unwrap().is_taken_back());
    assert_eq!(stage.letters(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dead_letter_whose_discarding_is_dropped_is_there_or_gone() {
    at_every_point(
        4,
        given_up,
        async |stage| {
            let (mut letters, id) = stage.first().await;
            letters.discard(&id).await
        },
        async |stage, ended| {
            if stage.letters() == 1 {
                assert!(ended.is_none());
                let (mut letters, id) = stage.first().await;
                assert!(letters.discard(&id).await.unwrap());
            }
            assert_eq!(stage.letters(), 0);
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_queue_whose_removal_is_dropped_is_there_or_gone() {
    let with_queue = async || {
        let stage = Stage::started().await;
        stage.script.queue("old-1").push_event(order(1));
        stage
    };
    at_every_point(
        2,
        with_queue,
        async |stage| stage.manager.topology().remove("old-1").await,
        async |stage, ended| {
            let is_gone = stage.script.removed() == ["old-1"];
            assert!(is_gone || ended.is_none());
            if !is_gone {
                stage.manager.topology().remove("old-1").await.unwrap();
            }
        },
    )
    .await;
}

/// Whether it went well, whatever it gives.
type Ending<'a> = std::pin::Pin<Box<dyn Future<Output = bool> + 'a>>;

#[tokio::test(start_paused = true)]
async fn a_send_that_is_dropped_has_left_or_never_leaves_and_the_ledger_knows() {
    fn fine<T, U>(sent: &Result<(), SendError<T, U>>) -> bool {
        sent.is_ok()
    }
    let sends: [fn(&EventManager) -> Ending<'_>; 5] = [
        |manager| Box::pin(async { fine(&manager.send_event(order(1)).await) }),
        |manager| Box::pin(async { manager.send_events((0..3).map(order)).await.iter().all(fine) }),
        |manager| Box::pin(async { fine(&manager.compose(order(1)).header("a", "b").send().await) }),
        |manager| Box::pin(async { manager.emit("order.placed", &order(1)).await.is_ok() }),
        |manager| {
            let envelope: SharedEnvelope = Arc::new(Envelope::typed(order(1), &Runtime::system()));
            Box::pin(async move { fine(&manager.send(envelope).await) })
        },
    ];
    for body in [BodyKind::Encoded, BodyKind::Typed] {
        for send in sends {
            at_every_point(
                2,
                async || {
                    let script = Script::new().hesitating().able(|able| able.body = body);
                    (started(over(&script).pipeline("waits", 1, Waits)).await, script)
                },
                async |(manager, _)| send(manager).await,
                async |(manager, script), ended| {
                    assert_ne!(ended, Some(false));
                    assert!(script.offers().iter().all(|offer| !offer.is_taken_back()), "all left at once here");
                    shut(&manager).await;
                    let sent = manager.ledger().sent();
                    assert!(manager.ledger().check().is_ok());
                    assert!(sent.confirmed as usize <= script.offers().len());
                },
            )
            .await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_whose_next_is_dropped_keeps_what_came() {
    let streaming = async || {
        let script = Script::new().hesitating();
        let manager = sending(&script).await;
        let stream = bounded(manager.stream::<Order>(orders())).await.unwrap();
        script.queue("invoice").push_event(order(1));
        (manager, script, tokio::sync::Mutex::new(stream))
    };
    at_every_point(
        1,
        streaming,
        async |(_, _, stream)| stream.lock().await.next().await.map(|pulled| pulled.accept()),
        async |(manager, script, stream), ended| {
            let mut stream = stream.into_inner();
            if ended.is_none() {
                stream.next().await.unwrap().accept();
            }
            assert_eq!(script.queue("invoice").settlements(1).await.len(), 1);
            stream.close().await;
            shut(&manager).await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_being_opened_or_closed_and_dropped_leaves_its_queue_in_order() {
    at_every_point(
        2,
        async || {
            let script = Script::new().hesitating();
            (sending(&script).await, script)
        },
        async |(manager, script)| {
            let stream = manager.stream::<Order>(orders()).await.unwrap();
            script.queue("invoice").push_event(order(1));
            stream.close().await;
        },
        async |(manager, script), _| {
            quiet().await;
            let queue = script.queue("invoice");
            assert!(!queue.is_open() && queue.unsettled().is_empty());
            assert!(queue.settled().iter().all(|(_, how)| *how == Settlement::Return) || !script.offers().is_empty());
            assert!(manager.subscriptions().is_empty());
            shut(&manager).await;
        },
    )
    .await;
}
