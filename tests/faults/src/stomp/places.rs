//! Where frames go to and come from.

use std::sync::Arc;

use tidings_stomp::codec::Frame;

use crate::model::{Place, Routing, Selector, Source, Target};

pub(super) fn receipt(frame: &Frame) -> Option<String> {
    frame.header("receipt").map(str::to_owned)
}

/// Where a `SEND` goes; none without a destination, an error with a type that is none.
pub(super) fn target(frame: &Frame) -> Result<Option<Target>, ()> {
    let routing = match frame.header("destination-type") {
        None => None,
        Some(word) => Some(Routing::parse(word).ok_or(())?),
    };
    Ok(frame.header("destination").map(|name| Target::parse(name, routing)))
}

/// What a `SUBSCRIBE` consumes from.
pub(super) fn source(frame: &Frame, destination: &str) -> Option<Source> {
    let routing = match frame.header("subscription-type") {
        None => Routing::Multicast,
        Some(word) => Routing::parse(word)?,
    };
    let place = match (destination.split_once("::"), routing) {
        (None, Routing::Multicast) => Place::Temporary { address: Arc::from(destination) },
        _ => Source::queue(destination, routing).place,
    };
    let selector = match frame.header("selector") {
        None => None,
        Some(selector) => Some(Selector::parse(selector)?),
    };
    Some(Source { selector, any_address: true, ..Source::of(place) })
}
