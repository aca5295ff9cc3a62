use std::io::Write as _;

use bytes::{Buf, BytesMut};
use tidings_bench_measure::{Outcome, Place};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{super::full_queue, frame::Frame};

const READ_BYTES: usize = 64 * 1024;

/// What Tidings asks for with as many deliveries ahead: a window in bytes, of messages of this size.
const BYTES_AHEAD: u32 = 700;

/// A connection that is logged in.
pub(super) struct Connection {
    socket: TcpStream,
    read: BytesMut,
    /// What [`flush`](Self::flush) will write.
    pub(super) write: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(place: &Place) -> Outcome<Self> {
        let socket = TcpStream::connect(place.socket()).await?;
        socket.set_nodelay(true)?;
        let mut connection = Self { socket, read: BytesMut::new(), write: Vec::new() };
        connection.write.extend_from_slice(b"CONNECT\naccept-version:1.2\nhost:/\nlogin:admin\npasscode:admin\n\n\0");
        connection.flush().await?;
        connection.expect("CONNECTED").await?;
        Ok(connection)
    }

    /// Begins to receive, from the full queue, which makes it.
    pub(super) async fn subscribe(&mut self, place: &Place) -> Outcome {
        let (queue, window) = (full_queue(place).replace(':', "\\c"), place.window * BYTES_AHEAD);
        write!(
            self.write,
            "SUBSCRIBE\nid:1\ndestination:{queue}\nsubscription-type:MULTICAST\nack:client-individual\n\
             consumer-window-size:{window}\nreceipt:s\n\n\0"
        )?;
        self.flush().await
    }

    pub(super) async fn flush(&mut self) -> Outcome {
        self.socket.write_all(&self.write).await?;
        self.write.clear();
        Ok(())
    }

    /// Waits until at least one frame is there, and shows every one that is, with the buffer of what will be written.
    pub(super) async fn frames(&mut self, mut see: impl FnMut(&Frame<'_>, &mut Vec<u8>) -> Outcome<bool>) -> Outcome {
        loop {
            let mut seen = 0;
            while let Some((frame, length)) = Frame::first(&self.read)? {
                seen += 1;
                let goes_on = see(&frame, &mut self.write)?;
                self.read.advance(length);
                if !goes_on {
                    return Ok(());
                }
            }
            if seen > 0 {
                return Ok(());
            }
            self.read.reserve(READ_BYTES);
            if self.socket.read_buf(&mut self.read).await? == 0 {
                return Err("the broker closed the connection".into());
            }
        }
    }

    /// The next frame must be this one.
    pub(super) async fn expect(&mut self, command: &str) -> Outcome {
        self.frames(|frame, _| {
            super::super::demand(frame.is(command), "the broker did not answer as expected")?;
            Ok(false)
        })
        .await
    }
}
