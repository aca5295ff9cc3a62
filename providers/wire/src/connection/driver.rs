//! Does what the supervisor decides.

use std::{collections::VecDeque, future::pending, panic::AssertUnwindSafe, pin::Pin, sync::Arc};

use futures_util::FutureExt;
use tidings_core::{Error, ErrorKind, provider::Health};
use tokio::{
    select,
    sync::{oneshot, watch},
    time::{Duration, Instant, sleep_until},
};

use super::{epoch::Epoch, shared::Shared};
use crate::{
    link::{Connector, Fault, Links},
    supervisor::{Action, Epoch as Number, Input, State, Supervisor},
};

/// Asks the driver to close: the time limit, and who waits for the end.
pub(crate) type Stop = (Duration, oneshot::Sender<()>);

type Attempt<L> = Pin<Box<dyn Future<Output = Result<L, Error>> + Send>>;

pub(crate) struct Driver<C: Connector> {
    pub(crate) connector: Arc<C>,
    pub(crate) supervisor: Supervisor,
    pub(crate) shared: Arc<Shared>,
    pub(crate) epochs: watch::Sender<Option<Arc<Epoch<C::Links>>>>,
    pub(crate) started: Option<oneshot::Sender<Result<(), Arc<Error>>>>,
}

/// What is under way.
struct Works<L> {
    attempt: Option<(Number, Attempt<L>)>,
    wake: Option<Instant>,
    is_over: bool,
}

impl<C: Connector> Driver<C> {
    /// Keeps the connection until it is stopped, or its start has failed.
    pub(crate) async fn run(mut self, mut stop: oneshot::Receiver<Stop>) {
        let mut works = Works { attempt: None, wake: None, is_over: false };
        let mut inputs = VecDeque::from([Input::Start]);
        let mut farewell = None;
        loop {
            while let Some(input) = inputs.pop_front() {
                for action in self.supervisor.step(input, Instant::now()) {
                    self.act(action, &mut works);
                }
            }
            if works.is_over {
                break;
            }
            let current = self.epochs.borrow().clone();
            inputs.push_back(select! {
                biased;
                stopped = &mut stop => {
                    farewell = stopped.ok();
                    Input::Stop
                }
                (number, connected) = attempted(&mut works.attempt) => {
                    works.attempt = None;
                    self.connected(number, connected)
                }
                fault = lost(current.as_deref()) => {
                    self.epochs.send_replace(None);
                    let number = current.map_or(Number(0), |epoch| epoch.number);
                    // Whatever ended it, the next try tells whether it can be had again.
                    Input::Lost(number, fault.into_error("keep the connection").with_retryable(true))
                }
                () = wake(works.wake) => {
                    works.wake = None;
                    Input::Woken
                }
            });
        }
        let current = self.epochs.send_replace(None);
        if let (Some(epoch), Some((limit, _))) = (current, &farewell) {
            epoch.links.close(*limit).await;
        }
        if let Some((_, done)) = farewell {
            // Whoever asked may have given up.
            let _ = done.send(());
        }
    }

    fn act(&mut self, action: Action, works: &mut Works<C::Links>) {
        match action {
            Action::Connect(number) => works.attempt = Some((number, self.attempt())),
            Action::Abandon(_) => works.attempt = None,
            Action::Wake(at) => works.wake = Some(at),
            Action::Started(outcome) => {
                if let Some(started) = self.started.take() {
                    // Whoever waited may have given up.
                    drop(started.send(outcome));
                }
            }
            Action::Report(state) => {
                works.is_over |= matches!(state, State::Stopped);
                self.report(&state);
            }
        }
    }

    fn attempt(&self) -> Attempt<C::Links> {
        let connector = self.connector.clone();
        Box::pin(async move {
            // A protocol crate may panic over what a peer says, which must not end every later try.
            AssertUnwindSafe(connector.connect()).catch_unwind().await.unwrap_or_else(|_| {
                Err(Error::new(ErrorKind::Protocol, "connect")
                    .with("problem", "the answer broke the decoder")
                    .with_retryable(true))
            })
        })
    }

    fn connected(&self, number: Number, connected: Result<C::Links, Error>) -> Input {
        match connected {
            Ok(links) => {
                let links = Arc::new(links);
                let topology = self.connector.topology(&links);
                self.epochs.send_replace(Some(Arc::new(Epoch { number, links, topology })));
                Input::Connected(number)
            }
            Err(error) => Input::Failed(number, error),
        }
    }

    fn report(&self, state: &State) {
        let (address, user) = (&self.shared.address, &self.shared.user);
        match state {
            State::Connecting(None) => self.shared.board.connection(Health::Starting),
            State::Connecting(Some(cause)) => {
                tracing::warn!(%address, %user, cause = ?cause, "no connection to the broker, trying again");
                self.shared.board.connection(Health::Degraded(cause.to_string()));
            }
            State::Up(epoch) => {
                tracing::info!(%address, %user, %epoch, "connected");
                self.shared.board.connection(Health::Up);
            }
            State::Down(cause) => {
                tracing::error!(%address, %user, cause = ?cause, "the broker refuses the connection, trying again slowly");
                self.shared.board.connection(Health::Down(cause.to_string()));
            }
            State::Stopped => self.shared.board.connection(Health::Down("closed".into())),
        }
    }
}

async fn attempted<L>(attempt: &mut Option<(Number, Attempt<L>)>) -> (Number, Result<L, Error>) {
    match attempt {
        Some((number, attempt)) => (*number, attempt.await),
        None => pending().await,
    }
}

async fn lost<L: Links>(epoch: Option<&Epoch<L>>) -> Fault {
    match epoch {
        Some(epoch) => epoch.links.lost().await,
        None => pending().await,
    }
}

async fn wake(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}
