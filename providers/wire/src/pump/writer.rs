//! The task of a pumped connection: takes what has gathered and writes it in one call.

use std::{
    future::{Future, poll_fn},
    io,
    pin::pin,
    task::Poll,
    time::Duration,
};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    select,
    time::{Instant, sleep_until},
};

use super::{
    Beat, Limits,
    life::{End, Ender, Pulse},
    pipe::Outlet,
};
use crate::awake::{self, PARTS};

/// Serves one pumped connection; see [`pump`](super::pump()).
#[derive(Debug)]
pub struct Pump<W> {
    pipe: Outlet,
    write: W,
    limits: Limits,
    ender: Ender,
    pulse: Pulse,
}

impl<W: AsyncWrite + Unpin> Pump<W> {
    pub(super) fn new(pipe: Outlet, write: W, limits: Limits, ender: Ender, pulse: Pulse) -> Self {
        Self { pipe, write, limits, ender, pulse }
    }

    /// Pumps until the stream is closed or the connection shows no more life, and says which.
    ///
    /// On any end but [`End::Drained`] the stream fails at its next read and its next write, even if it is waiting in
    /// one. Dropping the future has the same effect.
    pub async fn run(self) -> End {
        let Self { mut pipe, mut write, limits, ender, pulse } = self;
        let mut silence = Silence::new(&limits, &pulse);
        let mut quiet = Quiet::new(&limits);
        let mut gathered = BytesMut::new();
        // One timer for both, which is not set anew by each write: early, it is set for when something is due.
        let is_timed = earlier(quiet.next, silence.next).is_some();
        let mut alarm = pin!(sleep_until(earlier(quiet.next, silence.next).unwrap_or_else(Instant::now)));
        let end = loop {
            select! {
                biased;
                taken = pipe.take(&mut gathered) => match taken {
                    false => break drain(&mut write, limits.stall).await,
                    true => {
                        if let Err(end) = write_all(&mut write, &mut gathered, limits.stall).await { break end }
                        quiet.wrote();
                    }
                },
                () = &mut alarm, if is_timed => {
                    if let Some(beat) = quiet.beat_due() {
                        gathered.clear();
                        gathered.extend_from_slice(beat);
                        if let Err(end) = write_all(&mut write, &mut gathered, limits.stall).await { break end }
                        quiet.wrote();
                    }
                    if let Some(end) = silence.look_if_due(&pulse) { break end }
                    if let Some(next) = earlier(quiet.next, silence.next) {
                        alarm.as_mut().reset(next);
                    }
                }
            }
            // A connection that is written to all the time would never reach the look above.
            if let Some(end) = silence.look_if_due(&pulse) {
                break end;
            }
        };
        if !matches!(end, End::Drained) {
            // Nobody may be reading: the word is for whoever reads next.
            let _ = ender.send(end.to_error());
        }
        end
    }
}

async fn write_all<W: AsyncWrite + Unpin>(write: &mut W, gathered: &mut BytesMut, stall: Duration) -> Result<(), End> {
    while gathered.has_remaining() {
        match within(stall, write.write(gathered)).await? {
            0 => return Err(End::Failed(io::ErrorKind::WriteZero.into())),
            written => gathered.advance(written),
        }
    }
    within(stall, write.flush()).await
}

async fn drain<W: AsyncWrite + Unpin>(write: &mut W, stall: Duration) -> End {
    within(stall, write.shutdown()).await.err().unwrap_or(End::Drained)
}

/// Nearly always at once, so that no timer is needed, which would read the clock.
async fn within<T>(stall: Duration, step: impl Future<Output = io::Result<T>>) -> Result<T, End> {
    let mut step = pin!(step);
    let done = match poll_fn(|cx| Poll::Ready(step.as_mut().poll(cx))).await {
        Poll::Ready(done) => done,
        Poll::Pending => awake::within(stall, step).await.ok_or(End::Stalled(stall))?,
    };
    done.map_err(End::Failed)
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.into_iter().chain(b).min()
}

fn is_due(next: Option<Instant>) -> bool {
    next.is_some_and(|next| Instant::now() >= next)
}

/// Knows when a heartbeat is due.
struct Quiet {
    beat: Option<Beat>,
    next: Option<Instant>,
}

impl Quiet {
    fn new(limits: &Limits) -> Self {
        let mut quiet = Self { beat: limits.beat, next: None };
        quiet.wrote();
        quiet
    }

    fn wrote(&mut self) {
        self.next = self.beat.map(|beat| Instant::now() + beat.every);
    }

    fn beat_due(&self) -> Option<&'static [u8]> {
        self.beat.filter(|_| is_due(self.next)).map(|beat| beat.bytes)
    }
}

/// Watches the pulse of the reading side.
///
/// It counts looks, not time: whoever stood still for longer than the limit has not heard the peer be silent for it. So
/// silence is noticed at most a quarter late.
struct Silence {
    limit: Option<Duration>,
    seen: u64,
    /// How many looks in a row found nothing new.
    looks: u32,
    next: Option<Instant>,
}

impl Silence {
    fn new(limits: &Limits, pulse: &Pulse) -> Self {
        let mut silence = Self { limit: limits.silence, seen: pulse.count(), looks: 0, next: None };
        silence.plan();
        silence
    }

    fn plan(&mut self) {
        self.next = self.limit.map(|limit| Instant::now() + limit / PARTS);
    }

    fn look_if_due(&mut self, pulse: &Pulse) -> Option<End> {
        is_due(self.next).then(|| self.look(pulse)).flatten()
    }

    fn look(&mut self, pulse: &Pulse) -> Option<End> {
        let limit = self.limit?;
        let count = pulse.count();
        let is_silent = count == self.seen && pulse.is_waiting();
        self.looks = if is_silent { self.looks + 1 } else { 0 };
        self.seen = count;
        self.plan();
        (self.looks >= PARTS).then_some(End::Silent(limit))
    }
}
