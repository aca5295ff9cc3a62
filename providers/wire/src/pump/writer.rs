//! The task of a pumped connection: takes what has gathered and writes it in one call.

use std::{future::pending, time::Duration};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    select,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Beat, Limits,
    life::{End, Ender, Pulse},
    pipe::Outlet,
};

/// Silence is looked for this many times per limit, so it is noticed at most a quarter late.
const LOOKS_PER_LIMIT: u32 = 4;

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
                beat = quiet.next_beat() => {
                    gathered.clear();
                    gathered.extend_from_slice(beat);
                    if let Err(end) = write_all(&mut write, &mut gathered, limits.stall).await { break end }
                    quiet.wrote();
                }
                () = silence.next_look() => if let Some(end) = silence.look(&pulse) { break end },
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
        match timeout(stall, write.write_buf(gathered)).await {
            Ok(Ok(0)) => return Err(End::Failed(std::io::ErrorKind::WriteZero.into())),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(End::Failed(error)),
            Err(_) => return Err(End::Stalled(stall)),
        }
    }
    match timeout(stall, write.flush()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(End::Failed(error)),
        Err(_) => Err(End::Stalled(stall)),
    }
}

async fn drain<W: AsyncWrite + Unpin>(write: &mut W, stall: Duration) -> End {
    match timeout(stall, write.shutdown()).await {
        Ok(Ok(())) => End::Drained,
        Ok(Err(error)) => End::Failed(error),
        Err(_) => End::Stalled(stall),
    }
}

/// Knows when a heartbeat is due.
struct Quiet {
    beat: Option<Beat>,
    next: Instant,
}

impl Quiet {
    fn new(limits: &Limits) -> Self {
        let mut quiet = Self { beat: limits.beat, next: Instant::now() };
        quiet.wrote();
        quiet
    }

    fn wrote(&mut self) {
        if let Some(beat) = self.beat {
            self.next = Instant::now() + beat.every;
        }
    }

    async fn next_beat(&self) -> &'static [u8] {
        match self.beat {
            Some(beat) => {
                sleep_until(self.next).await;
                beat.bytes
            }
            None => pending().await,
        }
    }
}

/// Watches the pulse of the reading side.
struct Silence {
    limit: Option<Duration>,
    seen: u64,
    since: Instant,
    next: Instant,
}

impl Silence {
    fn new(limits: &Limits, pulse: &Pulse) -> Self {
        let now = Instant::now();
        let mut silence = Self { limit: limits.silence, seen: pulse.count(), since: now, next: now };
        silence.plan(now);
        silence
    }

    fn plan(&mut self, now: Instant) {
        if let Some(limit) = self.limit {
            self.next = now + limit / LOOKS_PER_LIMIT;
        }
    }

    async fn next_look(&self) {
        match self.limit {
            Some(_) => sleep_until(self.next).await,
            None => pending().await,
        }
    }

    fn look_if_due(&mut self, pulse: &Pulse) -> Option<End> {
        (self.limit.is_some() && Instant::now() >= self.next).then(|| self.look(pulse)).flatten()
    }

    fn look(&mut self, pulse: &Pulse) -> Option<End> {
        let limit = self.limit?;
        let now = Instant::now();
        let count = pulse.count();
        if count != self.seen || !pulse.is_waiting() {
            self.seen = count;
            self.since = now;
        }
        self.plan(now);
        (now.duration_since(self.since) >= limit).then_some(End::Silent(limit))
    }
}
