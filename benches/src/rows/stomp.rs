use super::{
    Amount, Measure, Row,
    broker::{EVENTS, Kind, Protocol},
    goal,
};
use crate::work::{Client, OverBroker};

const TIDINGS: (&str, Client) = ("Tidings", Client::Tidings);
const BARE: (&str, Client) = ("bare socket", Client::BareWithHeaders);

const SMALL: Kind = Kind { durable: false, body_bytes: 200 };

pub(super) fn rows(url: &str) -> Vec<Row> {
    let stomp = Protocol { url, name: "stomp" };
    let mut rows = Vec::new();
    rows.extend(Kind::all().map(|kind| sends(&stomp, kind)));
    rows.extend(Kind::all().map(|kind| receives(&stomp, kind)));
    let rate = goal(0, Measure::Rate).times(1).at_least(0.95);
    rows.push(stomp.end_to_end(
        SMALL,
        Amount::Each(20_000),
        &[TIDINGS, BARE],
        vec![rate, goal(0, Measure::Cpu).times(1)],
    ));
    rows.push(stomp.idle_latency(
        SMALL,
        Amount::Total(20_000),
        &[TIDINGS, BARE],
        vec![goal(0, Measure::P50).times(1).at_most(1.2), goal(0, Measure::P99).times(1).at_most(1.5)],
    ));
    rows.push(stomp.sends(
        ("one after the other", OverBroker::SendEach),
        Kind { durable: true, ..SMALL },
        Amount::Each(100),
        &[TIDINGS, BARE],
        vec![rate],
    ));
    rows
}

fn sends(stomp: &Protocol<'_>, kind: Kind) -> Row {
    let goals = vec![goal(0, Measure::Rate).times(1).at_least(0.95), goal(0, Measure::Cpu).times(1)];
    stomp.sends(("confirmed sends", OverBroker::Send), kind, EVENTS, &[TIDINGS, BARE], goals)
}

fn receives(stomp: &Protocol<'_>, kind: Kind) -> Row {
    let clients = [
        ("Tidings, concurrency 1", Client::Tidings, 1),
        ("Tidings, concurrency 16", Client::Tidings, 16),
        ("bare socket", Client::BareWithHeaders, 1),
    ];
    let goals = [0, 1]
        .into_iter()
        .flat_map(|column| [goal(column, Measure::Rate).times(2).at_least(0.95), goal(column, Measure::Cpu).times(2)]);
    stomp.receives(kind, EVENTS, &clients, goals.collect())
}
