//! Takes messages past fe2o3-amqp's decoder.
//!
//! That makes a value of everything in a message, half of what a delivery costs, and panics over some of what anybody may
//! send. So the payload of each transfer that comes goes to it as the one thing that it hands on as it is, a section of
//! binary data (AMQP 1.0 §3.2.6); of several transfers that are one delivery it makes several such sections.

use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use fe2o3_amqp::types::messaging::{Batch, Data};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::frame::{HEADER, Transfer};

/// The largest frame that is agreed with the peer. Brokers send what their own settings say, Artemis 128 KiB by default: far
/// less, so that there is always room for [`DATA`].
pub(crate) const MOST_BYTES: u32 = 16 * 1024 * 1024;
/// The largest frame that can be read.
const READABLE: usize = MOST_BYTES as usize - DATA_BYTES;

/// How much is read at once, at the least.
const CHUNK: usize = 64 * 1024;

/// Before so many bytes of data, in four bytes.
const DATA: [u8; 4] = [0x00, 0x53, 0x75, 0xb0];
const DATA_BYTES: usize = DATA.len() + 4;

/// The messages that were put into sections of data.
pub(crate) fn whole(sections: Batch<Data>) -> Bytes {
    let mut sections = sections.into_iter().map(|data| data.0.into_vec());
    let mut bytes = sections.next().unwrap_or_default();
    sections.for_each(|section| bytes.extend(section));
    Bytes::from(bytes)
}

/// What a peer sends, with the payload of each transfer as a section of data.
pub(crate) struct Opaque<R> {
    read: R,
    frames: Frames,
}

impl<R> Opaque<R> {
    pub(crate) fn new(read: R) -> Self {
        Self { read, frames: Frames::default() }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Opaque<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { read, frames } = &mut *self;
        loop {
            frames.pass()?;
            if !frames.ready.is_empty() {
                break;
            }
            frames.came.reserve(CHUNK);
            if ready!(pin!(read.read_buf(&mut frames.came)).poll(cx))? == 0 {
                // The end, perhaps within a frame: whoever reads knows what to make of that.
                std::mem::swap(&mut frames.ready, &mut frames.came);
                break;
            }
        }
        let now = frames.ready.len().min(buf.remaining());
        buf.put_slice(&frames.ready[..now]);
        frames.ready.advance(now);
        Poll::Ready(Ok(()))
    }
}

/// What came, and what of it is ready to be read.
#[derive(Default)]
pub(crate) struct Frames {
    pub(crate) came: BytesMut,
    pub(crate) ready: BytesMut,
    is_greeted: bool,
}

impl Frames {
    /// Passes on what came, as far as it is whole.
    ///
    /// # Errors
    /// A frame that nobody agreed on, once all before it was read.
    pub(crate) fn pass(&mut self) -> io::Result<()> {
        let Self { came, ready, is_greeted } = self;
        while came.len() >= HEADER {
            // What a protocol begins with; whatever comes first is judged by whoever reads.
            if !std::mem::replace(is_greeted, true) || came.starts_with(b"AMQP") {
                ready.put(came.split_to(HEADER));
                continue;
            }
            let size = came.as_ref().get_u32() as usize;
            if !(HEADER..=READABLE).contains(&size) {
                let said = format!("a frame of {size} bytes: have the broker send frames of {READABLE} at most");
                let is_next = ready.is_empty();
                return if is_next { Err(io::Error::new(io::ErrorKind::InvalidData, said)) } else { Ok(()) };
            }
            if came.len() < size {
                came.reserve(size - came.len());
                break;
            }
            wrap(&came[..size], ready);
            came.advance(size);
        }
        Ok(())
    }
}

fn wrap(frame: &[u8], ready: &mut BytesMut) {
    let Some(payload) = Transfer::of(frame).map(|transfer| transfer.payload).filter(|payload| !payload.is_empty())
    else {
        return ready.put_slice(frame);
    };
    ready.put_u32((frame.len() + DATA_BYTES) as u32);
    ready.put_slice(&frame[4..frame.len() - payload.len()]);
    ready.put_slice(&DATA);
    ready.put_u32(payload.len() as u32);
    ready.put_slice(payload);
}

#[cfg(test)]
mod tests {
    use fe2o3_amqp::types::messaging::{Message, message::__private::Deserializable};
    use tokio::io::AsyncWriteExt;

    use super::*;
    use crate::frame::AMQP;

    const HELLO: &[u8] = b"AMQP\x00\x01\x00\x00";
    const EMPTY: &[u8] = b"\x00\x00\x00\x08\x02\x00\x00\x00";

    fn transfer(payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![0, 0, 0, 0, 2, AMQP, 0, 1, 0x00, 0x53, 0x14, 0xc0, 0x02, 0x01, 0x43];
        frame.extend_from_slice(payload);
        let size = u32::try_from(frame.len()).unwrap();
        frame[..4].copy_from_slice(&size.to_be_bytes());
        frame
    }

    /// What is read of this, so many bytes at a time.
    async fn read(all: &[u8], most: usize) -> io::Result<Vec<u8>> {
        let (mut inlet, outlet) = tokio::io::duplex(most);
        let (mut opaque, mut read) = (Opaque::new(outlet), Vec::new());
        let write = async move { drop(inlet.write_all(all).await) };
        tokio::join!(opaque.read_to_end(&mut read), write).0?;
        Ok(read)
    }

    #[tokio::test]
    async fn a_transfer_carries_its_payload_as_data_and_all_else_passes_unchanged() {
        let payload = b"\x00\x53\x77\xa1\x02{}";
        let all = [HELLO, EMPTY, &transfer(payload), EMPTY, &transfer(b"")].concat();
        for most in [1, 7, 4096] {
            let read = read(&all, most).await.unwrap();
            let wrapped = [&DATA[..], &[0, 0, 0, 7], payload].concat();
            let expected = [HELLO, EMPTY, &transfer(&wrapped), EMPTY, &transfer(b"")].concat();
            assert_eq!(read, expected, "{most} at a time");
            let message: Deserializable<Message<Batch<Data>>> = serde_amqp::from_slice(&wrapped).unwrap();
            assert_eq!(whole(message.0.body)[..], payload[..]);
        }
    }

    #[tokio::test]
    async fn what_another_protocol_begins_with_is_read_as_it_is() {
        let (mut opaque, mut first) = (Opaque::new(&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..]), [0; HEADER]);
        opaque.read_exact(&mut first).await.unwrap();
        assert_eq!(first, *b"HTTP/1.1");
    }

    #[tokio::test]
    async fn a_frame_whose_body_begins_further_behind_its_header_carries_its_payload_as_data_too() {
        let payload = b"\x00\x53\x77\xa1\x02{}";
        let further = |payload: &[u8]| {
            let plain = transfer(payload);
            let mut frame = [&plain[..8], &[0; 72 * 4], &plain[8..]].concat();
            let size = u32::try_from(frame.len()).unwrap();
            frame[..4].copy_from_slice(&size.to_be_bytes());
            frame[4] += 72;
            frame
        };
        let wrapped = [&DATA[..], &[0, 0, 0, 7], payload].concat();
        let all = [HELLO, &further(payload)].concat();
        assert_eq!(read(&all, 4096).await.unwrap(), [HELLO, &further(&wrapped)].concat());
    }

    #[tokio::test]
    async fn a_frame_without_room_for_what_is_added_ends_the_connection_unread() {
        for size in [MOST_BYTES - 7, MOST_BYTES, u32::MAX, 7] {
            let failed = read(&[HELLO, &size.to_be_bytes(), &[0; 12]].concat(), 4096).await.unwrap_err();
            assert_eq!(failed.kind(), io::ErrorKind::InvalidData, "{size}");
        }
    }
}
