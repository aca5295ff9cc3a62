//! Takes messages past fe2o3-amqp's encoder.
//!
//! It takes no message that is written already, and half of what it does for a send is to write one. So it gets each as
//! one binary value, which it writes as it is behind a few bytes, and these are taken off again on the way to the socket.
//! On the same way the peer is told how long it may be silent, which the client does not know: see [`Idle`].

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, BufMut, BytesMut};
use fe2o3_amqp::types::messaging::{AmqpValue, IntoBody, Message};
use serde::{Serialize, Serializer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::{
    frame::{HEADER, Transfer},
    idle::Idle,
};

/// A message that is written already.
pub(crate) struct Wrapped<'a>(pub(crate) &'a [u8]);

impl<'a> Wrapped<'a> {
    /// What the client takes.
    pub(crate) fn into_message(self) -> Message<AmqpValue<Self>> {
        Message::from(AmqpValue(self).into_body())
    }
}

impl Serialize for Wrapped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// How many bytes are before a message that was [`Wrapped`]. No other begins like this: a header is no value, and ours
/// begin with one.
fn wrapping(payload: &[u8]) -> Option<usize> {
    let value = payload.strip_prefix(&[0x00, 0x53, 0x77])?;
    let length = match value.first()? {
        0xa0 => 1,
        0xb0 => 4,
        _ => return None,
    };
    value.get(1 + length..)?.starts_with(&[0x00, 0x53, 0x70]).then_some(3 + 1 + length)
}

/// A connection to which wrapped messages are written as they are.
///
/// What is written may be kept back until there is room, or until a frame is whole; a flush waits for the former.
pub(crate) struct Plain<S> {
    stream: S,
    idle: Idle,
    /// What of a frame was written so far.
    begun: BytesMut,
    /// What is to be written.
    ready: BytesMut,
}

// Without what is written, which holds bodies.
impl<S> fmt::Debug for Plain<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain").finish_non_exhaustive()
    }
}

impl<S> Plain<S> {
    pub(crate) fn new(stream: S, idle: Idle) -> Self {
        Self { stream, idle, begun: BytesMut::new(), ready: BytesMut::new() }
    }

    fn put(&mut self, bytes: &[u8]) {
        let Self { begun, ready, idle, .. } = self;
        if begun.is_empty() {
            // Nearly always the client writes whole frames.
            let passed = pass(bytes, ready, idle);
            begun.put_slice(bytes.get(passed..).unwrap_or_default());
        } else {
            begun.put_slice(bytes);
            let passed = pass(begun, ready, idle);
            begun.advance(passed);
        }
    }
}

impl<S: AsyncWrite + Unpin> Plain<S> {
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.ready.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.ready))?;
            match written {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                // Keeps its room, which it would pass by otherwise.
                all if all == self.ready.len() => self.ready.clear(),
                part => self.ready.advance(part),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Passes on the frames that are whole; of how many bytes they were.
fn pass(bytes: &[u8], ready: &mut BytesMut, idle: &Idle) -> usize {
    let mut rest = bytes;
    while let Some(mut size) = rest.get(..4) {
        let size = match size {
            // What a protocol begins with, which is no frame.
            b"AMQP" => HEADER,
            _ => (size.get_u32() as usize).max(HEADER),
        };
        let Some((frame, behind)) = rest.split_at_checked(size) else { break };
        unwrap(frame, ready, idle);
        rest = behind;
    }
    bytes.len() - rest.len()
}

fn unwrap(frame: &[u8], ready: &mut BytesMut, idle: &Idle) {
    // The payload of a transfer that goes on with a message may be anything.
    let first = Transfer::of(frame).filter(Transfer::begins);
    let Some((payload, before)) = first.and_then(|first| Some((first.payload, wrapping(first.payload)?))) else {
        let start = ready.len();
        ready.put_slice(frame);
        return idle.tell(ready.get_mut(start..).unwrap_or_default());
    };
    ready.reserve(frame.len());
    ready.put_u32((frame.len() - before) as u32);
    ready.put_slice(&frame[4..frame.len() - payload.len()]);
    ready.put_slice(&payload[before..]);
}

impl<S: AsyncRead + Unpin> AsyncRead for Plain<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Plain<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_drain(cx))?;
        self.put(bytes);
        match self.poll_drain(cx) {
            Poll::Ready(Err(failed)) => Poll::Ready(Err(failed)),
            // What there is no room for goes with the flush, or before the next write.
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use fe2o3_amqp::types::messaging::message::__private::Serializable;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::frame::AMQP;

    const HELLO: &[u8] = b"AMQP\x00\x01\x00\x00";
    const EMPTY: &[u8] = b"\x00\x00\x00\x08\x02\x00\x00\x00";
    const LOGIN: &[u8] = b"\x00\x00\x00\x0d\x02\x01\x00\x00\x00\x53\x77\xa0\x00";
    const MESSAGE: &[u8] = b"\x00\x53\x70\x45\x00\x53\x73\x45\x00\x53\x77\xa1\x02{}";

    /// A transfer with these fields, which the client writes in a list of one byte's length.
    fn transfer(fields: &[u8], payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(fields.len()).unwrap();
        let head = [0, 0, 0, 0, 2, AMQP, 0, 1, 0x00, 0x53, 0x14, 0xc0, length + 1, 5];
        let mut frame = [&head, fields, payload].concat();
        let size = u32::try_from(frame.len()).unwrap();
        frame[..4].copy_from_slice(&size.to_be_bytes());
        frame
    }

    /// As the client writes the first transfer of a message: handle, delivery id and tag, format, unsettled.
    fn first(handle: &[u8], id: &[u8], payload: &[u8]) -> Vec<u8> {
        transfer(&[handle, id, b"\xa0\x04\x00\x00\x00\x07\x43\x42"].concat(), payload)
    }

    fn further(payload: &[u8]) -> Vec<u8> {
        transfer(b"\x52\x07\x40\x40\x40\x42", payload)
    }

    fn wrapped(message: &[u8]) -> Vec<u8> {
        serde_amqp::to_vec(&Serializable(Wrapped(message).into_message())).unwrap()
    }

    /// What reaches the socket of this, written so many bytes at a time into a pipe of so many.
    async fn written(all: &[u8], at_a_time: usize, pipe: usize) -> Vec<u8> {
        let (inlet, mut outlet) = tokio::io::duplex(pipe);
        let (mut plain, mut read) = (Plain::new(inlet, Idle::of(Duration::from_secs(10))), Vec::new());
        let write = async move {
            for part in all.chunks(at_a_time) {
                plain.write_all(part).await.unwrap();
                plain.flush().await.unwrap();
            }
            plain.shutdown().await.unwrap();
        };
        tokio::join!(write, outlet.read_to_end(&mut read)).1.unwrap();
        read
    }

    #[tokio::test]
    async fn a_wrapped_message_reaches_the_socket_as_it_is_and_all_else_unchanged() {
        let long = [MESSAGE, &[b'x'; 300]].concat();
        for message in [MESSAGE, &long] {
            for handle in [&b"\x43"[..], b"\x52\x07", b"\x70\x00\x00\x01\x00"] {
                for id in [&b"\x43"[..], b"\x52\x09", b"\x70\x00\x01\x00\x00"] {
                    let sent = |payload: &[u8]| {
                        let message = first(handle, id, payload);
                        [HELLO, LOGIN, HELLO, EMPTY, &message, &message, EMPTY].concat()
                    };
                    for (at_a_time, pipe) in [(1, 7), (5, 4096), (4096, 4096), (4096, 3)] {
                        let reached = written(&sent(&wrapped(message)), at_a_time, pipe).await;
                        assert_eq!(reached, sent(message), "{handle:?} {id:?} {at_a_time} {pipe}");
                    }
                }
            }
        }
    }

    #[tokio::test]
    async fn what_goes_on_with_a_message_is_left_as_it_is_whatever_it_holds() {
        let looks_wrapped = wrapped(MESSAGE);
        let all = [first(b"\x43", b"\x43", &looks_wrapped), further(&looks_wrapped), further(b"x")].concat();
        let expected = [first(b"\x43", b"\x43", MESSAGE), further(&looks_wrapped), further(b"x")].concat();
        assert_eq!(written(&all, 4096, 4096).await, expected);
    }

    #[tokio::test]
    async fn a_message_that_was_not_wrapped_is_left_as_it_is() {
        for payload in [MESSAGE, b"", b"\x00\x53\x77\xa0\x02{}", b"\x00\x53\x77\xb0\x00", b"\x00\x53\x77\xa1\x02{}"] {
            let all = first(b"\x43", b"\x43", payload);
            assert_eq!(written(&all, 4096, 4096).await, all);
        }
    }

    #[tokio::test]
    async fn whoever_writes_learns_that_nobody_reads() {
        let (inlet, outlet) = tokio::io::duplex(4);
        drop(outlet);
        let mut plain = Plain::new(inlet, Idle::of(Duration::from_secs(10)));
        assert_eq!(plain.write_all(HELLO).await.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
