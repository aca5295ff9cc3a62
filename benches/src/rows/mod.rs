//! What is measured, against what, and what is to be reached: the only place to change it.

mod amqp;
mod broker;
mod cluster;
mod foreign;
mod goal;
mod in_process;
mod peers;
mod row;
mod scale;
mod stomp;

use tidings_bench_measure::{Outcome, Place};

pub(crate) use goal::{Against, Goal, Measure, Reach, goal};
pub(crate) use row::{Amount, Cast, Column, Group, Row, Stock};

/// The rows of a group; those over a broker at these URLs.
pub(crate) fn rows(group: Group, urls: &Urls) -> Outcome<Vec<Row>> {
    Ok(match group {
        Group::InProcess => in_process::rows(),
        Group::Amqp => amqp::rows(&urls.amqp),
        Group::Stomp => stomp::rows(&urls.stomp),
        Group::Peers => peers::rows(&urls.amqp)?,
        Group::Foreign => foreign::rows(urls)?,
        Group::Scale => scale::rows(urls),
    })
}

/// Where the broker is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Urls {
    pub(crate) amqp: String,
    pub(crate) stomp: String,
    /// The broker's process.
    pub(crate) processes: Vec<u32>,
    /// AMQP on each broker of a cluster; none where there is none.
    pub(crate) cluster: Vec<String>,
    /// The processes of the cluster's brokers.
    pub(crate) cluster_processes: Vec<u32>,
    /// Whether what takes minutes is left out.
    pub(crate) quick: bool,
}

/// Events under way at a time, on every side.
const WINDOW: u32 = 1_000;

/// A place of its own for each column of each row, so that nobody takes another's events.
fn place(url: &str, address: &str, durable: bool, body_bytes: usize) -> Place {
    Place { url: url.into(), address: address.into(), durable, body_bytes, window: WINDOW, concurrency: 1 }
}
