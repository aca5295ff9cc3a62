//! What a row is here: one number grows, each column is one of its values, and nothing else differs.

use tidings_bench_measure::Place;

use super::{Amount, Cast, Column, Goal, Measure, Row, Stock, Urls, cluster, goal, place};
use crate::{
    side::Program,
    work::{Client, Grows, OverBroker, Spec},
};

/// Bytes that a run may have under way, and in all, so that large bodies find room.
const BYTES_UNDER_WAY: usize = 64 << 20;

/// A row's name, what its number counts, and what the work itself does as the number grows.
type What = (&'static str, &'static str, &'static str);

const LISTENERS: What = (
    "listeners of an event, within one process",
    "listeners",
    "Each listener is a delivery of its own, in a queue and a task of its own: the work is that of so many deliveries.",
);
const EVENT_TYPES: What = (
    "event types, within one process",
    "event types",
    "Events by name, in turn. The work of one does not depend on the others, but what it needs is in no cache any more when \
     its turn comes. From ten on the queues together hold all events of a run, where one holds back who sends.",
);
const KEYS: What = (
    "keys, within one process",
    "keys",
    "In turn, 16 at a time. With one key all wait for each other; with many, what is known of each is remembered only while \
     it waits.",
);
const HEADERS: What = (
    "headers of an event, sent over AMQP",
    "headers",
    "Each is made, written, and stored by the broker, on top of those that every event has.",
);
const BODY: What = (
    "body of an event, sent over AMQP",
    "bytes",
    "Making, writing and storing the bytes. From 100 KiB on (`amqpMinLargeMessageSize`) the broker writes each body into a \
     file of its own.",
);
const CONCURRENCY: What = (
    "concurrency of a listener, AMQP",
    "at a time",
    "The listener does nothing and the process has one thread: there is nothing to gain, and what it costs is seen.",
);
const WINDOW: What = (
    "window of a publisher, AMQP",
    "under way",
    "So many sends share one way to the broker and back; once the core of the client or of the broker is busy, more of them \
     only wait.",
);
const CONNECTIONS: What = (
    "connections of one process that sends, AMQP",
    "connections",
    "One thread serves them all, and each gathers fewer events into a write.",
);
const BACKLOG: What = (
    "backlog in front of a listener, AMQP",
    "events",
    "What waits takes the broker's memory; from half of its heap on (`global-max-size`) the broker writes pages to the disk \
     and reads them again.",
);

pub(super) fn rows(urls: &Urls) -> Vec<Row> {
    let mut rows = within();
    rows.extend(over(&urls.amqp, urls.quick));
    rows.extend(cluster::row(urls));
    rows
}

/// No more CPU for an event at the last value than so many times that at the first.
fn grows_at_most(columns: &[Column], times: f64) -> Vec<Goal> {
    vec![goal(columns.len() - 1, Measure::Cpu).times(0).at_most(times)]
}

fn curve((name, axis, note): What, events: u64, columns: Vec<Column>, goals: Vec<Goal>) -> Row {
    let amount = Amount::Each(events);
    Row { name: name.into(), amount, columns, goals, notes: vec![note], axis: Some(axis) }
}

fn column(by: u64, spec: Spec, stock: Stock) -> Column {
    Column::new(&by.to_string(), Cast::Alone(Program::Own(spec)), stock)
}

fn within() -> Vec<Row> {
    let columns = |values: &[u64], grows: fn(u64) -> Grows| {
        let column = |by: &u64| column(*by, Spec::Grows(grows(*by)), Stock::Nothing);
        values.iter().map(column).collect::<Vec<_>>()
    };
    let listeners = columns(&[1, 2, 4, 8, 16, 32, 64], Grows::Listeners);
    let types = columns(&[1, 10, 100, 1_000, 10_000], |by| Grows::EventTypes(by as usize));
    let keys = columns(&[1, 10, 100, 1_000, 10_000, 100_000], |by| Grows::Keys(by as usize));
    // The work itself is 64 times as much; names and keys that are met less often are colder in the caches.
    let goals = [grows_at_most(&listeners, 64.0), grows_at_most(&types, 3.0), grows_at_most(&keys, 3.0)];
    let [of_listeners, of_types, of_keys] = goals;
    vec![
        curve(LISTENERS, 5_000, listeners, of_listeners),
        curve(EVENT_TYPES, 50_000, types, of_types),
        curve(KEYS, 100_000, keys, of_keys),
    ]
}

fn over(url: &str, is_quick: bool) -> Vec<Row> {
    let at = |what: &str, by: u64| place(url, &format!("bench.scale.{what}.{by}"), false, 200);
    let sends = |by: u64, place: Place| {
        let spec = Spec::OverBroker { work: OverBroker::Send, client: Client::Tidings, place: place.clone() };
        column(by, spec, Stock::Drained(place))
    };
    let receives = |by: u64, place: Place, stock: fn(Place, u64) -> Stock| {
        let spec = Spec::OverBroker { work: OverBroker::Receive, client: Client::Tidings, place: place.clone() };
        column(by, spec, stock(place, by))
    };
    let headers = [0, 1, 5, 10, 20, 50].map(|by| {
        let place = at("headers", by);
        column(by, Spec::Grows(Grows::Headers(by as u32, place.clone())), Stock::Drained(place))
    });
    let bodies = [16, 200, 1_000, 10_000, 100_000, 1_000_000, 5_000_000].map(|by| {
        let most = BYTES_UNDER_WAY / by as usize;
        let window = most.clamp(1, super::WINDOW as usize) as u32;
        let column = sends(by, Place { body_bytes: by as usize, window, ..at("body", by) });
        Column { events: Some(most.clamp(20, 20_000) as u64), ..column }
    });
    let concurrency = [1, 4, 16, 64, 256].map(|by| {
        receives(by, Place { concurrency: by as u32, ..at("concurrency", by) }, |place, _| Stock::Filled(place))
    });
    let windows = [1, 10, 100, 1_000, 10_000].map(|by| {
        let column = sends(by, Place { window: by as u32, ..at("window", by) });
        Column { events: Some(if by < 100 { 2_000 } else { 20_000 }), ..column }
    });
    let connections = [1, 4, 16, 64].map(|by| {
        let place = at("connections", by);
        column(by, Spec::Grows(Grows::Connections(by as u32, place.clone())), Stock::Drained(place))
    });
    let most_backlog = if is_quick { 10_000 } else { 1_000_000 };
    let backlogs = [0, 1_000, 10_000, 100_000, 1_000_000].into_iter().filter(|by| *by <= most_backlog);
    let backlogs =
        backlogs.map(|by| receives(by, at("backlog", by), |place, backlog| Stock::Behind { place, backlog }));
    let curve = |what, columns: Vec<Column>| curve(what, 20_000, columns, Vec::new());
    vec![
        curve(HEADERS, headers.into()),
        curve(BODY, bodies.into()),
        curve(CONCURRENCY, concurrency.into()),
        curve(WINDOW, windows.into()),
        curve(CONNECTIONS, connections.into()),
        // Last, since what it leaves behind stays in the broker.
        curve(BACKLOG, backlogs.collect()),
    ]
}
