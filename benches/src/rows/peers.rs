use tidings_bench_measure::{Outcome, Place};

use super::{
    Amount, Cast, Column, Measure, Row, Stock,
    broker::{Kind, Protocol},
    goal,
};
use crate::{
    peers::Peer,
    work::{Client, InProcess, OverBroker},
};

pub(super) fn rows(url: &str) -> Outcome<Vec<Row>> {
    let mut rows = within()?;
    for body_bytes in super::broker::BODIES {
        // Its messages are never durable.
        rows.extend(over_a_broker(&Protocol { url, name: "peers" }, Kind { durable: false, body_bytes })?);
    }
    Ok(rows)
}

fn column(name: &str, peer: Peer, place: Option<&Place>, stock: Stock) -> Outcome<Column> {
    Ok(Column::new(name, Cast::Alone(peer.program(place)?), stock))
}

fn within() -> Outcome<Vec<Row>> {
    let rate = goal(0, Measure::Rate).times(1);
    let row = |name: &str, events, ours, (theirs, peer), reach| {
        Ok::<_, tidings_bench_measure::BoxError>(Row {
            name: name.into(),
            amount: Amount::Each(events),
            columns: vec![Column::in_process("Tidings", ours), column(theirs, peer, None, Stock::Nothing)?],
            goals: vec![reach, goal(0, Measure::Cpu).times(1)],
            notes: Vec::new(),
            axis: None,
        })
    };
    let queued = |threads| InProcess::Queued { threads };
    let memory = ("RustStream 0.7, memory", Peer::RustStreamMemory);
    let memory_two = ("RustStream 0.7, memory", Peer::RustStreamMemoryTwo);
    Ok(vec![
        row("inline, 1 listener", 500_000, InProcess::Inline, ("mod-events 1.1, not async", Peer::ModEvents), rate)?,
        row("queued, one thread", 100_000, queued(0), memory, rate.at_least(2.0))?,
        row("queued, two workers", 100_000, queued(2), memory_two, rate.at_least(2.0))?,
    ])
}

fn over_a_broker(protocol: &Protocol<'_>, kind: Kind) -> Outcome<Vec<Row>> {
    const NAME: &str = "ruststream-amqp 0.7";
    let tidings = [("Tidings", Client::Tidings)];
    let cpu = goal(0, Measure::Cpu).times(1);
    let least = goal(0, Measure::Rate).times(1).at_least(5.0);
    let mut sends = protocol.sends(
        ("confirmed sends", OverBroker::Send),
        kind,
        // So few that the slower side, which waits for each, is done in good time.
        Amount::Each(5_000),
        &tidings,
        vec![least, cpu],
    );
    let place = protocol.place("sends", NAME, kind);
    sends.columns.push(column(NAME, Peer::RustStreamAmqpSend, Some(&place), Stock::Drained(place.clone()))?);
    let tidings = [("Tidings", Client::Tidings, 1)];
    let mut receives =
        protocol.receives(kind, Amount::Each(20_000), &tidings, vec![goal(0, Measure::Rate).times(1), cpu]);
    let place = protocol.place("receives", NAME, kind);
    receives.columns.push(column(NAME, Peer::RustStreamAmqpReceive, Some(&place), Stock::Filled(place.clone()))?);
    Ok(vec![sends, receives])
}
