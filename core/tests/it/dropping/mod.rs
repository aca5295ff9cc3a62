//! Every future of the API, dropped at each of its await points: nothing is lost, and it can be called again.

mod dead_letters;
mod lifecycle;
mod point;
mod sending;
mod stage;
mod streams;
mod subscribing;

use std::{future::Future, pin::Pin};

use point::{at_every_point, polled};
use stage::{Stage, Waits};

/// Whether it went well, whatever it gives.
type Ending<'a> = Pin<Box<dyn Future<Output = bool> + 'a>>;
