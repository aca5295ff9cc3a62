use std::{any::Any, borrow::Cow, sync::Arc};

use bytes::Bytes;

use super::{Body, Envelope, Head};
use crate::{codec::Form, error::BoxError};

/// An envelope whose body's type was forgotten but can be asked for: what travels through queues as
/// `Arc<dyn Parcel>`.
pub trait Parcel: Send + Sync + 'static {
    /// The envelope.
    fn envelope(&self) -> &Envelope;

    /// The envelope, to be changed while nobody else holds it.
    fn envelope_mut(&mut self) -> &mut Envelope;

    /// The concrete envelope, for whoever knows its type.
    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl<B: Body> Parcel for Envelope<B> {
    fn envelope(&self) -> &Envelope {
        self
    }

    fn envelope_mut(&mut self) -> &mut Envelope {
        self
    }

    fn into_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

impl dyn Parcel {
    /// A copy with a head of its own and the same body.
    pub fn copy(self: &Arc<Self>, change: impl FnOnce(&mut Head)) -> Arc<dyn Parcel> {
        let mut head = self.same_head();
        change(&mut head);
        self.with_head(head)
    }

    fn same_head(&self) -> Head {
        // Made before the event has two heads: a copy is the same event, of the same time.
        self.envelope().id();
        self.envelope().head().clone()
    }

    fn with_head(self: &Arc<Self>, head: Head) -> Arc<dyn Parcel> {
        // The owner itself, so that copies of copies do not form a chain.
        Arc::new(Envelope::from_parts(head, Same(self.owner().clone())))
    }

    /// A copy that is a new event, with an id and a time of its own.
    pub fn fresh_id(self: &Arc<Self>) -> Arc<dyn Parcel> {
        self.copy(Head::renew)
    }

    /// The envelope that owns the event: this one, or the one that this is a copy of.
    pub fn owner(self: &Arc<Self>) -> &Arc<dyn Parcel> {
        self.envelope().body.lender().and_then(<dyn Any>::downcast_ref).unwrap_or(self)
    }
}

impl std::fmt::Debug for dyn Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.envelope().fmt(f)
    }
}

/// The body of another envelope, shared: how one event gets several heads.
pub struct Same(Arc<dyn Parcel>);

impl Body for Same {
    fn encoded(&self) -> Result<&Bytes, BoxError> {
        self.0.envelope().body.encoded()
    }

    fn content_type(&self) -> &str {
        self.0.envelope().body.content_type()
    }

    fn form(&self) -> Form {
        self.0.envelope().body.form()
    }

    fn key(&self) -> Option<Cow<'_, str>> {
        self.0.envelope().body.key()
    }

    fn as_any(&self) -> &dyn Any {
        self.0.envelope().body.as_any()
    }

    fn lender(&self) -> Option<&dyn Any> {
        Some(&self.0)
    }
}
