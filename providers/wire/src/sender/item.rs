use std::sync::Arc;

use tidings_core::{
    envelope::Parcel,
    provider::{Outcome, Ticket as Fate},
};

use crate::window::Room;

/// An envelope whose fate is not known yet.
pub(super) struct Item {
    // First, so that it is gone when the fate is told by dropping.
    pub(super) parcel: Arc<dyn Parcel>,
    pub(super) duplicate_id: Option<String>,
    pub(super) room: Option<Room>,
    pub(super) fate: Fate,
    pub(super) is_copy: bool,
}

impl Item {
    /// Lets go of the envelope first: whoever learns its fate may rely on that.
    pub(super) fn tell(self, outcome: Outcome) {
        let Self { parcel, room, fate, .. } = self;
        drop(parcel);
        drop(room);
        fate.complete(outcome);
    }
}

/// One that is left when nothing more can be sent.
pub(super) struct Left {
    pub(super) item: Item,
    pub(super) was_sent: bool,
}
