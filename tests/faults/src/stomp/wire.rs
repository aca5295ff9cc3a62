use std::{collections::BTreeMap, sync::Arc};

use bytes::{Bytes, BytesMut};
use tidings_stomp::codec::{Codec, Frame, Item, Limits};
use tokio_util::codec::Decoder;

use super::{inbox::Inbox, session::Session};
use crate::{
    model::{Message, Target, Time},
    network,
    process::Process,
};

/// A connection, from end to end.
pub(crate) struct Line {
    pub(super) process: Process,
    /// When it was made.
    pub(super) opened: Time,
    pub(super) inbox: Arc<Inbox>,
    /// The broker's end, while it has one.
    pub(super) session: Option<Session>,
    /// What is under way is lost.
    pub(super) is_cut: bool,
    /// Nothing reaches the broker any more.
    pub(super) is_mute: bool,
    /// Nothing reaches the process any more.
    pub(super) is_deaf: bool,
    /// Half of a frame was the last that went to the process.
    pub(super) is_torn: bool,
    pub(super) is_hung_up: bool,
    /// Nothing overtakes what was said before.
    pub(super) up_due: Time,
    pub(super) down_due: Time,
    /// Bytes that were written and have not arrived.
    pub(super) under_way: usize,
    pub(super) scout: Scout,
    /// When the broker was written to last, and when it wrote last.
    pub(super) heard: Time,
    pub(super) said: Time,
    /// What was sent, by its receipt.
    pub(super) sent: BTreeMap<String, (Target, Message)>,
}

impl Line {
    /// A socket that a process has just asked for.
    pub(super) fn new(process: &Process, inbox: &Arc<Inbox>, now: Time) -> Self {
        Self {
            process: process.clone(),
            opened: now,
            inbox: inbox.clone(),
            session: None,
            is_cut: false,
            is_mute: false,
            is_deaf: false,
            is_torn: false,
            is_hung_up: false,
            up_due: Time::ZERO,
            down_due: Time::ZERO,
            under_way: 0,
            scout: Scout::new(),
            heard: now,
            said: now,
            sent: BTreeMap::new(),
        }
    }
}

impl network::Line for Line {
    fn process(&self) -> &Process {
        &self.process
    }

    fn is_cut(&mut self) -> &mut bool {
        &mut self.is_cut
    }

    // What has come may lie there: nobody reads it.
    fn bereave(&mut self) {}

    fn disconnect(&mut self) {
        self.session = None;
    }
}

/// What travels.
pub(super) struct Written {
    pub(super) bytes: Bytes,
    /// The frame in it; none is a sign of life.
    pub(super) frame: Option<Frame>,
}

/// Finds the ends of frames in what a process writes.
pub(super) struct Scout {
    codec: Codec,
    raw: BytesMut,
    rest: BytesMut,
}

impl Scout {
    pub(super) fn new() -> Self {
        Self { codec: Codec::new(Limits::default()), raw: BytesMut::new(), rest: BytesMut::new() }
    }

    /// Takes bytes in.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.rest.extend_from_slice(bytes);
    }

    /// The next frame that is whole, or sign of life, with its bytes.
    pub(super) fn next(&mut self) -> Option<Written> {
        let item = self.codec.decode(&mut self.rest);
        let frame = match item {
            Ok(Some(Item::Frame(frame))) => Some(frame),
            Ok(Some(Item::HeartBeat)) => None,
            Ok(None) => return None,
            // What is no STOMP goes as it is.
            Err(_) => {
                self.rest.clear();
                (!self.raw.is_empty()).then_some(())?;
                None
            }
        };
        let bytes = self.raw.split_to(self.raw.len() - self.rest.len()).freeze();
        Some(Written { bytes, frame })
    }
}
