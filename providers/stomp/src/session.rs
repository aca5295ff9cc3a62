//! One socket that speaks STOMP: dialled, logged in, and pumped.

use std::time::Duration;

use bytes::BytesMut;
use tidings_core::{Error, ErrorKind, runtime::Runtime};
use tidings_wire::{
    access::Login,
    dial::Socket,
    link::{Condition, Fault},
    pump::{self, Beat, End, Reading, Writing},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
};
use tokio_util::codec::Decoder;

use crate::{
    codec::{Codec, Command, Frame, FrameWriter, HEART_BEAT, Item, Limits, Version},
    error,
};

/// How much is read at once, and half of it at the least.
const CHUNK: usize = 64 * 1024;

/// The version that is spoken: in older ones an `ERROR` need not end the conversation, and headers cannot hold all that
/// an event may.
pub(crate) const VERSION: Version = Version::V1_2;

type Read = Box<dyn AsyncRead + Send + Unpin>;

/// A conversation that is open.
pub(crate) struct Session {
    pub(crate) frames: Frames,
    pub(crate) writing: Writing,
    /// What the broker calls itself.
    pub(crate) server: Option<String>,
}

/// What the broker says.
pub(crate) struct Frames {
    read: Reading<Read>,
    buffer: BytesMut,
    codec: Codec,
    end: oneshot::Receiver<End>,
}

/// What somebody who sends hears.
pub(crate) enum Heard {
    /// The receipt of this number.
    Receipt(u64),
    /// Anything else, or a receipt that is no plain one.
    Frame(Frame),
}

impl Session {
    /// Opens a conversation over a socket; whoever calls bounds it.
    pub(crate) async fn open(
        socket: Socket,
        login: &Login,
        heartbeat: Duration,
        limits: Limits,
        runtime: &Runtime,
    ) -> Result<Self, Error> {
        let Socket { mut read, mut write, .. } = socket;
        let mut codec = Codec::new(limits);
        let mut buffer = BytesMut::with_capacity(CHUNK);
        let opening = opening(login, heartbeat)?;
        write.write_all(&opening).await.map_err(lost)?;
        write.flush().await.map_err(lost)?;
        let connected = log_in(&mut read, &mut buffer, &mut codec).await?;
        if codec.version() != VERSION {
            return Err(error::old(codec.version()));
        }
        let (every, silence) = agreed(&connected, heartbeat);
        let mut limits = pump::Limits::heartbeat(silence.unwrap_or(heartbeat));
        if silence.is_none() {
            limits = limits.without_heartbeat();
        }
        if let Some(every) = every {
            limits = limits.with_beat(Beat { every, bytes: HEART_BEAT });
        }
        let (stream, pump) = pump::pump(read, write, limits);
        let (ended, end) = oneshot::channel();
        runtime.spawn(async move {
            // Nobody listens any more once the connection was given up.
            drop(ended.send(pump.run().await));
        });
        let (read, writing) = stream.split();
        let server = connected.header("server").map(str::to_owned);
        Ok(Self { frames: Frames { read, buffer, codec, end }, writing, server })
    }
}

/// The frame that opens a conversation.
fn opening(login: &Login, heartbeat: Duration) -> Result<BytesMut, Error> {
    let mut opening = BytesMut::new();
    // Half of it, so that a beat that is late is not taken for silence.
    let beat = (heartbeat / 2).as_millis().max(1);
    let mut frame = FrameWriter::new(&mut opening, VERSION, Command::Connect)
        .header("accept-version", "1.2")
        .header("host", "/")
        .header("heart-beat", &format!("{beat},{beat}"));
    if let Login::Password(credentials) = login {
        frame = frame.header("login", &credentials.user).header("passcode", credentials.password.reveal());
    }
    frame.end().map_err(|cause| {
        // Unsaid which: the cause may have the password in it.
        drop(cause);
        Error::new(ErrorKind::Configuration, "log in")
            .with("problem", "user or password holds a line end or a NUL, which STOMP cannot send")
            .with_remedy("choose another password for this user")
    })?;
    Ok(opening)
}

fn lost(cause: std::io::Error) -> Error {
    Error::new(ErrorKind::Disconnected, "log in").with_source(cause)
}

async fn log_in(read: &mut Read, buffer: &mut BytesMut, codec: &mut Codec) -> Result<Frame, Error> {
    loop {
        match codec.decode(buffer).map_err(|failed| error::foreign(&failed))? {
            Some(Item::Frame(frame)) if frame.command == Command::Connected => return Ok(frame),
            Some(Item::Frame(frame)) if frame.command == Command::Error => return Err(error::refused(&frame)),
            Some(Item::Frame(frame)) => return Err(error::unexpected(&frame).into_error("log in")),
            Some(Item::HeartBeat) => {}
            None => {
                if read.read_buf(buffer).await.map_err(lost)? == 0 {
                    // What came before the end may say why.
                    let said = codec.decode_eof(buffer).err().map(|failed| error::foreign(&failed));
                    return Err(said.unwrap_or_else(|| {
                        Error::new(ErrorKind::Disconnected, "log in")
                            .with("problem", "the broker closed the connection")
                            .with_remedy(
                                "is this the STOMP port? one for TLS, which `stomps://` speaks, hangs up as well",
                            )
                    }));
                }
            }
        }
    }
}

/// How often to write at the least, and how long a silence to take, from the answer `heart-beat:<sends>,<wants>`.
fn agreed(connected: &Frame, limit: Duration) -> (Option<Duration>, Option<Duration>) {
    let header = connected.header("heart-beat").unwrap_or("0,0");
    let (sends, wants) = header.split_once(',').unwrap_or(("0", "0"));
    let millis = |text: &str| text.trim().parse().map(Duration::from_millis).unwrap_or_default();
    let (sends, wants) = (millis(sends), millis(wants));
    // The broker measures from what it wants or from what was offered, whichever is longer; half of that leaves room.
    let every = (!wants.is_zero()).then(|| wants.max(limit / 2) / 2);
    let silence = (!sends.is_zero()).then(|| limit.max(sends * 2));
    (every, silence)
}

impl Frames {
    /// The next frame; an `ERROR` is a frame like others.
    ///
    /// Cancel safe.
    pub(crate) async fn next(&mut self) -> Result<Frame, Fault> {
        loop {
            if let Some(frame) = self.ready()? {
                return Ok(frame);
            }
            self.read_more().await?;
        }
    }

    /// The same for whoever sends, who hears little but receipts.
    pub(crate) async fn hear(&mut self) -> Result<Heard, Fault> {
        loop {
            if let Some(number) = self.codec.receipt(&mut self.buffer) {
                return Ok(Heard::Receipt(number));
            }
            if let Some(frame) = self.ready()? {
                return Ok(Heard::Frame(frame));
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<(), Fault> {
        // Half of it, so that the same buffer has room again after what was read is taken out.
        if self.buffer.capacity() - self.buffer.len() < CHUNK / 2 {
            self.buffer.reserve(CHUNK / 2);
        }
        match self.read.read_buf(&mut self.buffer).await {
            Ok(0) => Err(Fault::gone("the broker closed the connection")),
            Ok(_) => Ok(()),
            Err(failed) => Err(self.ended(&failed)),
        }
    }

    /// A frame that is there already.
    pub(crate) fn ready(&mut self) -> Result<Option<Frame>, Fault> {
        loop {
            match self.codec.decode(&mut self.buffer) {
                Ok(Some(Item::Frame(frame))) => return Ok(Some(frame)),
                Ok(Some(Item::HeartBeat)) => {}
                Ok(None) => return Ok(None),
                Err(failed) => return Err(error::unreadable(&failed)),
            }
        }
    }

    /// Why writing fails: what the broker said last, if it said something.
    pub(crate) fn why(&mut self, failed: &std::io::Error) -> Fault {
        while let Ok(Some(frame)) = self.ready() {
            if frame.command == Command::Error {
                return error::complaint(&frame);
            }
        }
        self.ended(failed)
    }

    fn ended(&mut self, failed: &std::io::Error) -> Fault {
        match self.end.try_recv() {
            Ok(End::Stalled(_) | End::Silent(_)) => Fault::new(Condition::Silent, "the broker shows no life"),
            Ok(end) => Fault::gone(end.to_string()),
            Err(_) if failed.kind() == std::io::ErrorKind::TimedOut => {
                Fault::new(Condition::Silent, "the broker shows no life")
            }
            Err(_) => Fault::gone(failed.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heartbeats_are_agreed_upon_by_both_sides() {
        let limit = Duration::from_secs(10);
        let agreed = |header: &str| agreed(&Frame::new(Command::Connected).with_header("heart-beat", header), limit);
        let millis = Duration::from_millis;
        assert_eq!(agreed("5000,5000"), (Some(millis(2500)), Some(limit)));
        assert_eq!(agreed("0,30000"), (Some(millis(15_000)), None));
        assert_eq!(agreed("30000,0"), (None, Some(millis(60_000))));
        assert_eq!(agreed("0,0"), (None, None));
        assert_eq!(agreed("odd"), (None, None));
    }
}
