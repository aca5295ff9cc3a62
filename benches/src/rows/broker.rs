//! The rows that every protocol has, with the goals that are its own.

use tidings_bench_measure::Place;

use super::{Amount, Cast, Column, Goal, Row, Stock, place};
use crate::{
    side::Program,
    work::{Client, OverBroker, Spec},
};

/// The sizes of the events.
pub(super) const BODIES: [usize; 2] = [200, 1_024];

/// So many that a run is long beside the reading of a clock, and so few that all rows are done in good time.
pub(super) const EVENTS: Amount = Amount::Each(10_000);

/// What the rows of one protocol are made of.
pub(super) struct Protocol<'a> {
    pub(super) url: &'a str,
    pub(super) name: &'static str,
}

/// What a row's events are.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) durable: bool,
    pub(super) body_bytes: usize,
}

impl Kind {
    /// Durable and not, of each size.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let of = |body_bytes| [true, false].map(|durable| Self { durable, body_bytes });
        BODIES.into_iter().flat_map(of)
    }

    fn text(self) -> String {
        format!("{}, {} B", if self.durable { "durable" } else { "not durable" }, self.body_bytes)
    }
}

fn program(work: OverBroker, client: Client, place: &Place) -> Program {
    Program::Own(Spec::OverBroker { work, client, place: place.clone() })
}

impl Protocol<'_> {
    /// A place that no other column has.
    pub(super) fn place(&self, what: &str, column: &str, kind: Kind) -> Place {
        let address = format!("bench.{}.{what}.{column}.{}.{}", self.name, kind.durable, kind.body_bytes);
        let address = address.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "_");
        place(self.url, &address, kind.durable, kind.body_bytes)
    }

    fn row(&self, what: &str, kind: Kind, amount: Amount, columns: Vec<Column>, goals: Vec<Goal>) -> Row {
        Row { name: format!("{what}, {}", kind.text()), amount, columns, goals, notes: Vec::new(), axis: None }
    }

    /// Sends, with the window or one after the other.
    pub(super) fn sends(
        &self,
        (what, work): (&str, OverBroker),
        kind: Kind,
        amount: Amount,
        clients: &[(&str, Client)],
        goals: Vec<Goal>,
    ) -> Row {
        let column = |(name, client): &(&str, Client)| {
            let place = self.place(what, name, kind);
            Column::new(name, Cast::Alone(program(work, *client, &place)), Stock::Drained(place))
        };
        self.row(what, kind, amount, clients.iter().map(column).collect(), goals)
    }

    /// Receives what waits, each accepted.
    pub(super) fn receives(
        &self,
        kind: Kind,
        amount: Amount,
        clients: &[(&str, Client, u32)],
        goals: Vec<Goal>,
    ) -> Row {
        let what = "receive and accept";
        let column = |(name, client, concurrency): &(&str, Client, u32)| {
            let place = Place { concurrency: *concurrency, ..self.place(what, name, kind) };
            Column::new(name, Cast::Alone(program(OverBroker::Receive, *client, &place)), Stock::Filled(place))
        };
        self.row(what, kind, amount, clients.iter().map(column).collect(), goals)
    }

    /// A publisher and a listener, each a process.
    pub(super) fn end_to_end(&self, kind: Kind, amount: Amount, clients: &[(&str, Client)], goals: Vec<Goal>) -> Row {
        let what = "end to end, two processes";
        let column = |(name, client): &(&str, Client)| {
            let place = self.place(what, name, kind);
            let cast = Cast::EndToEnd {
                publisher: program(OverBroker::Send, *client, &place),
                listener: program(OverBroker::Receive, *client, &place),
            };
            Column::new(name, cast, Stock::Nothing)
        };
        self.row(what, kind, amount, clients.iter().map(column).collect(), goals)
    }

    /// One event at a time, from the send to the listener.
    pub(super) fn idle_latency(&self, kind: Kind, amount: Amount, clients: &[(&str, Client)], goals: Vec<Goal>) -> Row {
        let what = "idle latency, send to listener";
        let column = |(name, client): &(&str, Client)| {
            let place = self.place(what, name, kind);
            let cast = Cast::Alone(program(OverBroker::RoundTrip, *client, &place));
            Column::new(name, cast, Stock::Nothing)
        };
        self.row(what, kind, amount, clients.iter().map(column).collect(), goals)
    }
}
