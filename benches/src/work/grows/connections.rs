use futures_util::future::try_join_all;
use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::super::tidings::{publishers, send_all};

/// Confirmed sends over a broker, by so many managers of one process, each with its connection and its share of the events.
pub(super) async fn connections(connections: u32, place: Place) -> Outcome<Box<dyn Work>> {
    let managers = publishers(&place, connections).await?;
    Ok(repeat(async move |events| {
        let share = events.div_ceil(u64::from(connections));
        let meter = Meter::start();
        try_join_all(managers.iter().map(|manager| send_all(manager, share, place.body_bytes))).await?;
        Ok(meter.stop(share * u64::from(connections)))
    }))
}
