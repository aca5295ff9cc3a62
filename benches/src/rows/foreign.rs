use tidings_bench_measure::Outcome;

use super::{
    Amount, Cast, Column, Measure, Row, Stock, Urls,
    broker::{BODIES, Kind, Protocol},
    goal,
};
use crate::{
    foreign::{Does, Foreign},
    side::Program,
    work::{Client, Java, OverBroker, Spec},
};

const JAVA: &str = "Java, artemis perf";
const TIDINGS: (&str, Client) = ("Tidings", Client::Tidings);

/// So many that Tidings, too, is at it for a while.
const EVENTS: Amount = Amount::Each(20_000);

const BY_SECONDS: &str = "The Java client counts by seconds: 6 s after 8 s of warm-up, in a process for each run. Its bodies \
    are bytes that it neither makes nor reads as JSON.";
const ONE_PROCESS: &str = "The Java client sends and receives in one process, by a queue that is not a topic's.";
const ASPYX: &str = "aspyx-event confirms no send, sends nothing durable, gives ten deliveries of credit, and delivers out \
    of order; what waits in its queue does not survive the broker. So there is no row of its sends, and none of what it \
    receives alone.";

pub(super) fn rows(urls: &Urls) -> Outcome<Vec<Row>> {
    let amqp = Protocol { url: &urls.amqp, name: "foreign.amqp" };
    let stomp = Protocol { url: &urls.stomp, name: "foreign.stomp" };
    let mut rows = Vec::new();
    for kind in Kind::all() {
        rows.push(amqp_sends(&amqp, kind)?);
    }
    for durable in [true, false] {
        let kind = Kind { durable, body_bytes: BODIES[0] };
        rows.push(receives(&amqp, kind, Foreign::Proton, "Tidings, AMQP")?);
        rows.push(amqp_end_to_end(&amqp, kind)?);
        rows.push(stomp_sends(&stomp, kind)?);
        rows.push(receives(&stomp, kind, Foreign::Stomp, "Tidings, STOMP")?);
    }
    Ok(rows)
}

fn amqp_sends(amqp: &Protocol<'_>, kind: Kind) -> Outcome<Row> {
    let rate = goal(0, Measure::Rate);
    let goals = vec![rate.times(1).at_least(3.0), goal(0, Measure::Cpu).times(1), rate.times(2)];
    let mut row = amqp.sends(("confirmed sends over AMQP", OverBroker::Send), kind, EVENTS, &[TIDINGS], goals);
    row.notes.push(BY_SECONDS);
    let place = amqp.place("sends", "java", kind);
    let java = Program::Own(Spec::Java { work: Java::Send, place });
    // It empties its queue itself: only it knows how much it sent.
    row.columns.push(Column::new(JAVA, Cast::Alone(java), Stock::Nothing));
    row.columns.push(sends(amqp, kind, Foreign::Proton)?);
    Ok(row)
}

fn stomp_sends(stomp: &Protocol<'_>, kind: Kind) -> Outcome<Row> {
    let goals = vec![goal(0, Measure::Rate).times(1), goal(0, Measure::Cpu).times(1)];
    let mut row = stomp.sends(("confirmed sends over STOMP", OverBroker::Send), kind, EVENTS, &[TIDINGS], goals);
    row.columns.push(sends(stomp, kind, Foreign::Stomp)?);
    Ok(row)
}

fn sends(protocol: &Protocol<'_>, kind: Kind, peer: Foreign) -> Outcome<Column> {
    let place = protocol.place("sends", peer.name(), kind);
    let cast = Cast::Alone(peer.program(Does::Send, &place)?);
    Ok(Column::new(peer.name(), cast, Stock::Drained(place)))
}

fn receives(protocol: &Protocol<'_>, kind: Kind, peer: Foreign, ours: &str) -> Outcome<Row> {
    let goals = vec![goal(0, Measure::Rate).times(1), goal(0, Measure::Cpu).times(1)];
    let mut row = protocol.receives(kind, EVENTS, &[(ours, Client::Tidings, 1)], goals);
    let place = protocol.place("receives", peer.name(), kind);
    let cast = Cast::Alone(peer.program(Does::Receive, &place)?);
    row.columns.push(Column::new(peer.name(), cast, Stock::Filled(place)));
    Ok(row)
}

fn amqp_end_to_end(amqp: &Protocol<'_>, kind: Kind) -> Outcome<Row> {
    let rate = goal(0, Measure::Rate);
    let mut row = amqp.end_to_end(kind, EVENTS, &[TIDINGS], vec![rate.times(1), rate.times(2)]);
    row.notes.extend([BY_SECONDS, ONE_PROCESS]);
    let java = Program::Own(Spec::Java { work: Java::EndToEnd, place: amqp.place("both", "java", kind) });
    row.columns.push(Column::new(JAVA, Cast::Alone(java), Stock::Nothing));
    row.columns.push(end_to_end(amqp, kind, Foreign::Proton)?);
    if kind.durable {
        row.notes.push("aspyx-event has no part in this row: it sends nothing durable.");
    } else {
        row.notes.push(ASPYX);
        row.columns.push(end_to_end(amqp, kind, Foreign::Aspyx)?);
        row.goals.push(rate.times(3).at_least(10.0));
    }
    Ok(row)
}

fn end_to_end(amqp: &Protocol<'_>, kind: Kind, peer: Foreign) -> Outcome<Column> {
    let place = amqp.place("both", peer.name(), kind);
    let cast =
        Cast::EndToEnd { publisher: peer.program(Does::Send, &place)?, listener: peer.program(Does::Receive, &place)? };
    Ok(Column::new(peer.name(), cast, Stock::Nothing))
}
