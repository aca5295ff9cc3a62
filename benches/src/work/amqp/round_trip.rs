use tidings_bench_measure::{Meter, Outcome, Place, Work, nanos, repeat};

use super::{link, message::Messages, receive, send::accepted};

/// Sender and receiver on one connection, as in Tidings. Sends one, receives it, awaits its confirmation, sends the next.
pub(super) async fn round_trip(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    let mut connection = link::connect(&place).await?;
    let mut sessions = (link::begin(&mut connection).await?, link::begin(&mut connection).await?);
    let mut receiver = link::attach_receiver(&mut sessions.0, &place).await?;
    let mut sender = link::attach_sender(&mut sessions.1, &place).await?;
    let mut credit = receive::Credit::open(&mut receiver, place.window).await?;
    let mut messages = Messages::new(&place, with_headers);
    Ok(repeat(async move |events| {
        // They live as long as the work.
        let _alive = (&sessions, &connection);
        let mut latencies = Vec::with_capacity(usize::try_from(events)?);
        let meter = Meter::start();
        for _ in 0..events {
            let began = nanos();
            let decided = sender.send_batchable(messages.next()?).await?;
            let receives = async {
                let delivery = receive::next(&mut receiver).await?;
                let at = nanos();
                receiver.accept(delivery).await?;
                credit.refill(&mut receiver, 1).await?;
                Ok(at)
            };
            let (at, ()) = tokio::try_join!(receives, accepted(decided))?;
            latencies.push(at.saturating_sub(began));
        }
        let mut sample = meter.stop(events);
        sample.latencies_ns = latencies;
        Ok(sample)
    }))
}
