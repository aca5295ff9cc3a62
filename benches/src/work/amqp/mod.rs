//! fe2o3-amqp alone, as good as it can be: no delay in the socket, sends that do not wait for each other, and accepts
//! that go together.

mod link;
mod message;
mod receive;
mod round_trip;
mod send;

use tidings_bench_measure::{Outcome, Place, Work};

use super::{Client, OverBroker};

pub(super) use receive::drain;
pub(super) use send::fill;

pub(super) async fn set_up(work: OverBroker, client: Client, place: Place) -> Outcome<Box<dyn Work>> {
    let with_headers = client == Client::BareWithHeaders;
    match work {
        OverBroker::Send => send::window(place, with_headers).await,
        OverBroker::SendEach => send::each(place, with_headers).await,
        OverBroker::Receive if client == Client::BareEach => receive::each(place).await,
        OverBroker::Receive => receive::batches(place).await,
        OverBroker::RoundTrip => round_trip::round_trip(place, with_headers).await,
    }
}
