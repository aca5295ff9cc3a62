use super::{
    Amount, Measure, Row,
    broker::{EVENTS, Kind, Protocol},
    goal,
};
use crate::work::{Client, OverBroker};

const TIDINGS: (&str, Client) = ("Tidings", Client::Tidings);
const BARE: (&str, Client) = ("fe2o3", Client::Bare);
const BARE_WITH_HEADERS: (&str, Client) = ("fe2o3 with the headers", Client::BareWithHeaders);

const SMALL: Kind = Kind { durable: false, body_bytes: 200 };

pub(super) fn rows(url: &str) -> Vec<Row> {
    let amqp = Protocol { url, name: "amqp" };
    let mut rows = Vec::new();
    rows.extend(Kind::all().map(|kind| sends(&amqp, kind)));
    rows.extend(Kind::all().map(|kind| receives(&amqp, kind)));
    rows.push(amqp.end_to_end(
        SMALL,
        Amount::Each(20_000),
        &[TIDINGS, BARE_WITH_HEADERS],
        vec![goal(0, Measure::Rate).times(1).at_least(1.1), goal(0, Measure::Cpu).times(1)],
    ));
    rows.push(amqp.idle_latency(
        SMALL,
        Amount::Total(20_000),
        &[TIDINGS, BARE_WITH_HEADERS],
        vec![goal(0, Measure::P50).times(1).at_most(1.2), goal(0, Measure::P99).times(1).at_most(1.5)],
    ));
    rows.push(amqp.sends(
        ("one after the other", OverBroker::SendEach),
        Kind { durable: true, ..SMALL },
        Amount::Each(100),
        &[TIDINGS, BARE_WITH_HEADERS],
        vec![goal(0, Measure::Rate).times(1).at_least(0.95)],
    ));
    rows
}

fn sends(amqp: &Protocol<'_>, kind: Kind) -> Row {
    let with_headers = if kind.durable { 1.2 } else { 1.5 };
    let rate = goal(0, Measure::Rate);
    let goals = vec![
        rate.times(1).at_least(with_headers),
        rate.times(2).at_least(1.0),
        goal(0, Measure::Cpu).times(1),
        goal(0, Measure::Cpu).times(2),
    ];
    let clients = [TIDINGS, BARE_WITH_HEADERS, BARE];
    amqp.sends(("confirmed sends", OverBroker::Send), kind, EVENTS, &clients, goals)
}

fn receives(amqp: &Protocol<'_>, kind: Kind) -> Row {
    let clients = [
        ("Tidings, concurrency 1", Client::Tidings, 1),
        ("Tidings, concurrency 16", Client::Tidings, 16),
        ("fe2o3, batched accepts", Client::Bare, 1),
        ("fe2o3, one accept at a time", Client::BareEach, 1),
    ];
    let goals = [0, 1].into_iter().flat_map(|column| {
        let rate = goal(column, Measure::Rate);
        [rate.times(2).at_least(0.95), rate.times(3).at_least(2.0), goal(column, Measure::Cpu).times(2)]
    });
    amqp.receives(kind, EVENTS, &clients, goals.collect())
}
