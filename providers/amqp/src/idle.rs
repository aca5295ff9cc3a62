//! Leaves a connection's life to the pump alone.
//!
//! fe2o3-amqp tells the peer half of the idle time-out that it is given, and ends the connection by a timer of its own when
//! the peer was silent for all of it. That timer cannot tell a silent peer from a machine that stood still, as the pump's
//! can: so it gets one that never passes, and the peer is told ours (AMQP 1.0 §2.4.5).

use std::time::Duration;

use crate::frame;

/// What the client is given.
pub(crate) const NEVER: u32 = u32::MAX;
/// What it makes of that in its open frame, an unsigned integer (AMQP 1.0 §1.6.5, §2.7.1).
const SAID: [u8; 5] = [0x70, 0x7f, 0xff, 0xff, 0xff];

/// What the peer is told of how long it may be silent.
#[derive(Clone, Copy)]
pub(crate) struct Idle([u8; 5]);

impl Idle {
    /// Half of the heartbeat, as the standard advises, so that a peer that is a little late is not lost.
    pub(crate) fn of(heartbeat: Duration) -> Self {
        let millis = u32::try_from((heartbeat / 2).as_millis()).unwrap_or(u32::MAX).max(1);
        let [a, b, c, d] = millis.to_be_bytes();
        Self([SAID[0], a, b, c, d])
    }

    /// Puts it into a frame, if that is the one that opens a connection.
    pub(crate) fn tell(&self, frame: &mut [u8]) {
        if !frame::is_open(frame) {
            return;
        }
        if let Some(at) = frame.windows(SAID.len()).position(|bytes| bytes == SAID)
            && let Some(said) = frame.get_mut(at..at + SAID.len())
        {
            said.copy_from_slice(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use fe2o3_amqp::{
        Connection,
        types::performatives::{Open, Performative},
    };
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;
    use crate::plain::Plain;

    const HELLO: &[u8; 8] = b"AMQP\x00\x01\x00\x00";

    /// What a peer is told in the client's open frame.
    async fn told(heartbeat: Duration) -> Open {
        let (near, mut far) = duplex(4096);
        let opening = Connection::builder()
            .container_id("orders")
            .hostname("broker")
            .idle_time_out(NEVER)
            .open_with_stream(Plain::new(near, Idle::of(heartbeat)));
        let reading = async {
            let (mut hello, mut size) = ([0; 8], [0; 4]);
            far.read_exact(&mut hello).await.unwrap();
            far.write_all(HELLO).await.unwrap();
            far.read_exact(&mut size).await.unwrap();
            let mut frame = vec![0; u32::from_be_bytes(size) as usize - size.len()];
            far.read_exact(&mut frame).await.unwrap();
            serde_amqp::from_slice(&frame[4..]).unwrap()
        };
        tokio::select! {
            opened = opening => panic!("nobody answered: {opened:?}"),
            open = reading => match open {
                Performative::Open(open) => open,
                other => panic!("it begins with {other:?}"),
            },
        }
    }

    #[tokio::test]
    async fn the_peer_is_told_half_of_the_heartbeat_and_nothing_else_is_changed() {
        for (heartbeat, millis) in [(10_000, 5_000), (2_000, 1_000), (1, 1), (u64::MAX, u32::MAX)] {
            let open = told(Duration::from_millis(heartbeat)).await;
            assert_eq!(open.idle_time_out, Some(millis));
            assert_eq!((open.container_id.as_str(), open.hostname.as_deref()), ("orders", Some("broker")));
        }
    }

    #[test]
    fn no_other_frame_is_touched() {
        let mut frame = [&[0, 0, 0, 0x10, 2, 0, 0, 0, 0x00, 0x53, 0x11][..], &SAID].concat();
        let before = frame.clone();
        Idle::of(Duration::from_secs(10)).tell(&mut frame);
        assert_eq!(frame, before);
    }
}
