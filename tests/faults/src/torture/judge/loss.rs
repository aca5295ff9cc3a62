use super::{deed::Deed, story::Story, verdict::Loss};
use crate::torture::program::{Listener, Number};

/// What there is to say of an event and a listener.
pub(super) fn loss(n: u64, listener: Listener, story: &Story, deed: &Deed) -> Loss {
    let mut told = vec![format!("{} tried, key {:?}", story.tried, story.key)];
    told.extend(story.told.iter().cloned());
    told.extend(story.confirmed.map(|at| format!("{at} confirmed")));
    told.extend(deed.ids.iter().map(|id| format!("came as {id}")));
    told.extend((deed.done > 0).then(|| format!("{}..{} handled first", deed.begun, deed.ended)));
    told.extend(deed.told.iter().cloned());
    Loss { n, number: Number::from_u64(n).to_string(), listener: listener.name(), story: told }
}
