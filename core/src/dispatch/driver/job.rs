use super::super::{bound::AnyListener, machine::SlotId};
use crate::{
    headers::Headers,
    provider::{Content, Incoming, Token},
    sending::SharedEnvelope,
};

/// What an unsettled delivery is about.
pub(super) struct Job {
    pub(super) token: Token,
    pub(super) envelope: SharedEnvelope,
    pub(super) redelivered: bool,
    /// The size of its body, where it came as bytes.
    pub(super) bytes: usize,
    /// Why it is no event of the listener's, and whether another attempt may help; boxed, as what follows, since few
    /// deliveries have it.
    pub(super) unread: Option<Box<(String, bool)>>,
    /// The headers as they came, once a pipeline may have changed them.
    pub(super) headers: Option<Box<Headers>>,
    /// Why the last attempt failed.
    pub(super) reason: Option<Box<str>>,
    /// How many turns of the watch its attempt has lasted; `None` while none runs.
    pub(super) turns: Option<u32>,
}

impl Job {
    pub(super) fn new(incoming: Incoming, listener: &dyn AnyListener) -> Self {
        let bytes = match &incoming.content {
            Content::Encoded(envelope) | Content::Unreadable { envelope, .. } => envelope.body_bytes(),
            Content::Kept(envelope) => envelope.body_bytes(),
            Content::Typed(_) => 0,
        };
        let (envelope, unread) = match listener.read(incoming.content) {
            Ok(envelope) => (envelope, None),
            Err(unread) => (unread.envelope, Some(Box::new((unread.reason, unread.newer)))),
        };
        Self {
            token: incoming.token,
            envelope,
            redelivered: incoming.redelivered,
            bytes,
            unread,
            headers: None,
            reason: None,
            turns: None,
        }
    }
}

/// The jobs by the id that the machine gave them.
#[derive(Default)]
pub(super) struct Jobs(Vec<Option<Job>>);

impl Jobs {
    pub(super) fn put(&mut self, id: SlotId, job: Job) {
        let at = id.0 as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at] = Some(job);
    }

    pub(super) fn get(&mut self, id: SlotId) -> Option<&mut Job> {
        self.0.get_mut(id.0 as usize)?.as_mut()
    }

    pub(super) fn take(&mut self, id: SlotId) -> Option<Job> {
        self.0.get_mut(id.0 as usize)?.take()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Job> {
        self.0.iter_mut().flatten()
    }
}
