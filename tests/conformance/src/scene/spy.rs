use std::sync::{Arc, Mutex};

use tidings_core::{
    envelope::Parcel,
    provider::{Admission, Connection, Receipt, Sender, Target},
    testing::Wrap,
};

use super::lock;

/// Writes down what a provider was asked to carry.
#[derive(Clone, Default)]
pub(crate) struct Spy(Arc<Mutex<Vec<String>>>);

impl Spy {
    /// The names of the events that were carried to their addresses.
    pub(crate) fn offered(&self) -> Vec<String> {
        lock(&self.0).clone()
    }
}

impl Wrap for Spy {
    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        let inner = connection.sender(target);
        match target {
            Target::Address(_) => Arc::new(SpySender { inner, spy: self.clone() }),
            _ => inner,
        }
    }
}

struct SpySender {
    inner: Arc<dyn Sender>,
    spy: Spy,
}

impl Sender for SpySender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        lock(&self.spy.0).push(parcel.envelope().event().name().to_owned());
        self.inner.offer(parcel, admission)
    }

    fn is_inline(&self) -> bool {
        // What is not offered cannot be written down.
        false
    }
}
