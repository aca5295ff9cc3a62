//! A socket and as little STOMP as does: frames are written as text into one buffer, which goes out in one write, and of
//! what is read only what is needed is looked at.

mod frame;
mod message;
mod receive;
mod round_trip;
mod send;
mod socket;

use tidings_bench_measure::{Outcome, Place, Work};

use super::{Client, OverBroker};

pub(super) use receive::drain;
pub(super) use send::fill;

pub(super) async fn set_up(work: OverBroker, client: Client, place: Place) -> Outcome<Box<dyn Work>> {
    let with_headers = client == Client::BareWithHeaders;
    match work {
        OverBroker::Send => send::window(place, with_headers).await,
        OverBroker::SendEach => send::each(place, with_headers).await,
        OverBroker::Receive => receive::receive(place, client == Client::BareEach).await,
        OverBroker::RoundTrip => round_trip::round_trip(place, with_headers).await,
    }
}
