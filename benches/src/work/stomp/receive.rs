use std::hint::black_box;

use tidings_bench_measure::{Meter, Outcome, Place, Work, repeat};

use super::{
    super::{body::Body, demand},
    frame::Frame,
    socket::Connection,
};

/// Reads a message and writes its acknowledgement, which goes out with the next write.
pub(super) fn acknowledge(frame: &Frame<'_>, out: &mut Vec<u8>) -> Outcome {
    demand(frame.is("MESSAGE"), "something came that is no message")?;
    black_box(serde_json::from_slice::<Body>(frame.body)?.n);
    let ack = frame.header(b"\nack:").ok_or("a message cannot be acknowledged")?;
    out.extend_from_slice(b"ACK\nid:");
    out.extend_from_slice(ack);
    out.extend_from_slice(b"\n\n\0");
    Ok(())
}

/// Connected between the runs, with as much ahead as the broker sends by itself; acknowledges go together, or each in a
/// write of its own.
pub(super) async fn receive(place: Place, each: bool) -> Outcome<Box<dyn Work>> {
    let mut connection = Connection::open(&place).await?;
    connection.subscribe(&place).await?;
    connection.expect("RECEIPT").await?;
    Ok(repeat(async move |events| {
        let meter = Meter::start();
        take(&mut connection, each, events).await?;
        Ok(meter.stop(events))
    }))
}

async fn take(connection: &mut Connection, each: bool, events: u64) -> Outcome {
    let mut left = events;
    while left > 0 {
        connection
            .frames(|frame, out| {
                acknowledge(frame, out)?;
                left -= 1;
                Ok(!each && left > 0)
            })
            .await?;
        connection.flush().await?;
    }
    Ok(())
}

/// Makes the queue if there is none, and takes so many events out of it.
pub(crate) async fn drain(place: &Place, events: u64) -> Outcome {
    let mut connection = Connection::open(place).await?;
    connection.subscribe(place).await?;
    connection.expect("RECEIPT").await?;
    take(&mut connection, false, events).await?;
    // Answered after everything before it.
    connection.write.extend_from_slice(b"DISCONNECT\nreceipt:d\n\n\0");
    connection.flush().await?;
    connection.expect("RECEIPT").await
}
