use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{super::demand, message::Messages, socket::Connection};

/// Keeps as many under way as the window has, and writes what there is room for at once.
async fn send(connection: &mut Connection, messages: &mut Messages, window: u32, events: u64) -> Outcome {
    let (mut sent, mut confirmed) = (0, 0);
    while confirmed < events {
        while sent < events && sent - confirmed < u64::from(window) {
            messages.next(&mut connection.write)?;
            sent += 1;
        }
        connection.flush().await?;
        connection
            .frames(|frame, _| {
                demand(frame.is("RECEIPT"), "the broker did not confirm a message")?;
                confirmed += 1;
                Ok(true)
            })
            .await?;
    }
    Ok(())
}

pub(super) async fn window(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    let mut connection = Connection::open(&place).await?;
    let mut messages = Messages::new(&place, with_headers);
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        send(&mut connection, &mut messages, place.window, events).await?;
        Ok(meter.stop(events))
    }))
}

pub(super) async fn each(place: Place, with_headers: bool) -> Outcome<Box<dyn Work>> {
    window(Place { window: 1, ..place }, with_headers).await
}

/// Puts so many events, with Tidings' headers, into whatever queues the address has.
pub(crate) async fn fill(place: &Place, events: u64) -> Outcome {
    let mut connection = Connection::open(place).await?;
    send(&mut connection, &mut Messages::new(place, true), place.window, events).await
}
