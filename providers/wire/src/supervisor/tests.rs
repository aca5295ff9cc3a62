use std::{sync::Arc, time::Duration};

use tidings_core::{Error, ErrorKind, policy::Backoff, runtime::Runtime};
use tokio::time::Instant;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn patience() -> Patience {
    Patience { start: 10 * SECOND, backoff: Backoff::new(SECOND, 4 * SECOND).without_jitter(), slow: 30 * SECOND }
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, "connect")
}

/// Drives a supervisor along made-up times and notes what it answers, in words.
struct Scenario {
    supervisor: Supervisor,
    zero: Instant,
    now: Instant,
}

impl Scenario {
    fn started() -> Self {
        let now = Instant::now();
        let mut scenario = Self { supervisor: Supervisor::new(patience(), Runtime::system()), zero: now, now };
        assert_eq!(scenario.on(Input::Start), ["connecting", "connect 1", "wake 10"]);
        scenario
    }

    fn up() -> Self {
        let mut scenario = Self::started();
        assert_eq!(scenario.on(Input::Connected(Epoch(1))), ["up 1", "started"]);
        scenario
    }

    fn after(&mut self, seconds: u32) -> &mut Self {
        self.now += seconds * SECOND;
        self
    }

    fn on(&mut self, input: Input) -> Vec<String> {
        let zero = self.zero;
        self.supervisor.step(input, self.now).into_iter().map(|action| word(action, zero)).collect()
    }
}

#[test]
fn a_start_may_have_no_limit() {
    let patience = Patience { start: Duration::MAX, ..patience() };
    let mut supervisor = Supervisor::new(patience, Runtime::system());
    assert!(!supervisor.step(Input::Start, Instant::now()).is_empty());
}

fn word(action: Action, zero: Instant) -> String {
    let kind = |error: &Arc<Error>| format!("{:?}", error.kind());
    match action {
        Action::Connect(epoch) => format!("connect {epoch}"),
        Action::Abandon(epoch) => format!("abandon {epoch}"),
        Action::Wake(at) => format!("wake {}", (at - zero).as_secs()),
        Action::Started(Ok(())) => "started".into(),
        Action::Started(Err(error)) => format!("not started {}", kind(&error)),
        Action::Report(State::Connecting(None)) => "connecting".into(),
        Action::Report(State::Connecting(Some(error))) => format!("connecting after {}", kind(&error)),
        Action::Report(State::Up(epoch)) => format!("up {epoch}"),
        Action::Report(State::Down(error)) => format!("down {}", kind(&error)),
        Action::Report(State::Stopped) => "stopped".into(),
    }
}

#[test]
fn a_refused_connection_is_tried_again_with_growing_pauses() {
    let mut it = Scenario::started();
    let failed = |epoch| Input::Failed(Epoch(epoch), error(ErrorKind::Disconnected));
    assert_eq!(it.on(failed(1)), ["connecting after Disconnected", "wake 1"]);
    assert_eq!(it.after(1).on(Input::Woken), ["connecting after Disconnected", "connect 2", "wake 10"]);
    assert_eq!(it.on(failed(2)), ["connecting after Disconnected", "wake 3"]);
    assert_eq!(it.after(2).on(Input::Woken), ["connecting after Disconnected", "connect 3", "wake 10"]);
    assert_eq!(it.on(Input::Connected(Epoch(3))), ["up 3", "started"]);
}

#[test]
fn the_start_fails_at_its_limit_with_the_last_cause() {
    let mut it = Scenario::started();
    it.on(Input::Failed(Epoch(1), error(ErrorKind::Disconnected)));
    it.after(1).on(Input::Woken);
    let actions = it.supervisor.step(Input::Woken, it.zero + 10 * SECOND);
    let told = actions.iter().find_map(|action| match action {
        Action::Started(Err(error)) => Some(error.clone()),
        _ => None,
    });
    let told = told.expect("the start fails");
    assert_eq!(told.kind(), ErrorKind::Timeout);
    assert!(told.to_string().contains("could not connect: disconnected"), "{told}");
    assert!(matches!(actions.first(), Some(Action::Abandon(Epoch(2)))));
}

#[test]
fn a_silent_port_ends_at_the_limit_and_names_the_possibilities() {
    let mut it = Scenario::started();
    assert_eq!(it.after(10).on(Input::Woken), ["abandon 1", "not started Timeout", "stopped"]);
}

#[test]
fn what_no_retry_can_cure_fails_the_start_at_once() {
    for kind in [ErrorKind::Credentials, ErrorKind::Unauthorized, ErrorKind::Protocol, ErrorKind::Conflict] {
        let mut it = Scenario::started();
        let actions = it.on(Input::Failed(Epoch(1), error(kind)));
        assert_eq!(actions, [format!("not started {kind:?}"), "stopped".into()]);
        assert!(it.after(60).on(Input::Woken).is_empty());
    }
}

#[test]
fn a_lost_connection_is_made_again_whatever_it_takes() {
    let mut it = Scenario::up();
    assert_eq!(
        it.on(Input::Lost(Epoch(1), error(ErrorKind::Disconnected))),
        ["connecting after Disconnected", "wake 1"]
    );
    assert_eq!(it.after(1).on(Input::Woken), ["connecting after Disconnected", "connect 2"]);
    for epoch in 2..50 {
        it.on(Input::Failed(Epoch(epoch), error(ErrorKind::Disconnected)));
        assert!(it.after(4).on(Input::Woken).contains(&format!("connect {}", epoch + 1)));
    }
    assert_eq!(it.on(Input::Connected(Epoch(50))), ["up 50"]);
}

#[test]
fn a_connection_that_worked_forgets_its_failures() {
    let mut it = Scenario::up();
    for epoch in 1..4 {
        assert_eq!(
            it.on(Input::Lost(Epoch(epoch), error(ErrorKind::Disconnected)))[0],
            "connecting after Disconnected"
        );
        assert!(it.after(1).on(Input::Woken).contains(&format!("connect {}", epoch + 1)), "the pause is short again");
        it.on(Input::Connected(Epoch(epoch + 1)));
    }
}

#[test]
fn what_no_retry_can_cure_later_is_down_with_slow_tries() {
    let mut it = Scenario::up();
    it.on(Input::Lost(Epoch(1), error(ErrorKind::Disconnected)));
    it.after(1).on(Input::Woken);
    assert_eq!(it.on(Input::Failed(Epoch(2), error(ErrorKind::Credentials))), ["down Credentials", "wake 31"]);
    assert_eq!(it.after(30).on(Input::Woken), ["connecting after Credentials", "connect 3"]);
}

#[test]
fn reports_of_an_epoch_that_is_over_change_nothing() {
    let mut it = Scenario::up();
    it.on(Input::Lost(Epoch(1), error(ErrorKind::Disconnected)));
    it.after(1).on(Input::Woken);
    assert!(it.on(Input::Connected(Epoch(1))).is_empty());
    assert!(it.on(Input::Lost(Epoch(1), error(ErrorKind::Disconnected))).is_empty());
    assert_eq!(it.on(Input::Connected(Epoch(2))), ["up 2"]);
}

#[test]
fn nothing_happens_after_a_stop() {
    let mut it = Scenario::up();
    assert_eq!(it.on(Input::Stop), ["stopped"]);
    assert!(it.on(Input::Lost(Epoch(1), error(ErrorKind::Disconnected))).is_empty());
    assert!(it.after(60).on(Input::Woken).is_empty());
    assert_eq!(Scenario::started().on(Input::Stop), ["abandon 1", "not started Closed", "stopped"]);
}

#[test]
fn jitter_spreads_the_tries_of_many_processes() {
    let patience = Patience { backoff: Backoff::new(SECOND, SECOND), ..patience() };
    let now = Instant::now();
    let pauses: std::collections::BTreeSet<_> = (0..20)
        .flat_map(|_| {
            let mut supervisor = Supervisor::new(patience, Runtime::system());
            supervisor.step(Input::Start, now);
            supervisor.step(Input::Failed(Epoch(1), error(ErrorKind::Disconnected)), now)
        })
        .filter_map(|action| match action {
            Action::Wake(at) => Some(at),
            _ => None,
        })
        .collect();
    assert!(pauses.len() > 10 && pauses.iter().all(|at| *at <= now + SECOND));
}
