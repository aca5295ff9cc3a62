use std::sync::{Arc, OnceLock};

use tidings_core::{
    envelope::Parcel,
    provider::{Admission, Connection, Receipt, Sender, Target},
    testing::Wrap,
};

use crate::records::Records;

/// Remembers what was offered to a provider, and its connection.
#[derive(Clone, Default)]
pub(crate) struct Watch {
    pub(crate) records: Arc<Records>,
    pub(crate) connection: Arc<OnceLock<Arc<dyn Connection>>>,
}

impl Wrap for Watch {
    fn connected(&self, connection: &Arc<dyn Connection>) {
        // A manager starts once.
        let _ = self.connection.set(connection.clone());
    }

    fn sender(&self, target: &Target, connection: &Arc<dyn Connection>) -> Arc<dyn Sender> {
        Arc::new(WatchedSender { inner: connection.sender(target), records: self.records.clone() })
    }
}

struct WatchedSender {
    inner: Arc<dyn Sender>,
    records: Arc<Records>,
}

impl Sender for WatchedSender {
    fn offer(&self, parcel: Arc<dyn Parcel>, admission: Admission) -> Receipt {
        self.records.offered(&parcel);
        self.inner.offer(parcel, admission)
    }

    fn is_inline(&self) -> bool {
        self.inner.is_inline()
    }
}
