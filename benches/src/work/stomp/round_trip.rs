use tidings_bench_measure::{Meter, Outcome, Place, Work, nanos, repeat};

use super::{super::demand, message::Messages, receive::acknowledge, socket::Connection};

/// Sends on one connection and receives on another, as Tidings does over STOMP. Sends one, receives it, awaits its
/// confirmation, sends the next.
pub(super) async fn round_trip(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    let (mut sends, mut receives) = (Connection::open(&place).await?, Connection::open(&place).await?);
    receives.subscribe(&place).await?;
    receives.expect("RECEIPT").await?;
    let mut messages = Messages::new(&place, with_headers);
    Ok(repeat(async move |events| {
        let mut latencies = Vec::with_capacity(usize::try_from(events)?);
        let meter = Meter::start();
        for _ in 0..events {
            let began = nanos();
            messages.next(&mut sends.write)?;
            sends.flush().await?;
            let received = async {
                let mut at = 0;
                receives
                    .frames(|frame, out| {
                        at = nanos();
                        acknowledge(frame, out)?;
                        Ok(false)
                    })
                    .await?;
                receives.flush().await?;
                Ok(at)
            };
            let (at, ()) = tokio::try_join!(received, sends.expect("RECEIPT"))?;
            latencies.push(at.saturating_sub(began));
        }
        demand(latencies.len() as u64 == events, "an event is missing")?;
        let mut sample = meter.stop(events);
        sample.latencies_ns = latencies;
        Ok(sample)
    }))
}
