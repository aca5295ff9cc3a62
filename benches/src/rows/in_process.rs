use super::{Amount, Column, Goal, Measure, Row, goal};
use crate::work::InProcess;

const MILLISECOND: f64 = 1e6;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = inline();
    rows.extend(queued());
    rows.extend(start());
    rows
}

fn row(name: &str, events: u64, columns: &[(&str, InProcess)], goals: Vec<Goal>) -> Row {
    Row {
        name: name.into(),
        amount: Amount::Each(events),
        columns: columns.iter().map(|(name, work)| Column::in_process(name, *work)).collect(),
        goals,
        notes: Vec::new(),
        axis: None,
    }
}

/// The usual two columns: Tidings, and a direct call.
fn against_a_call(name: &str, work: InProcess, calls: usize, nanos: f64, allocations: f64) -> Row {
    let columns = [("Tidings", work), ("direct async call", InProcess::DirectCalls(calls))];
    let goals = vec![
        goal(0, Measure::Nanos).at_most(nanos),
        // The same where nothing else runs; what others take of a shared core does not count.
        goal(0, Measure::Cpu).at_most(nanos),
        goal(0, Measure::Allocations).at_most(allocations),
        goal(0, Measure::Cpu).times(1),
        goal(0, Measure::Instructions).above(1),
    ];
    row(name, 500_000, &columns, goals)
}

fn inline() -> Vec<Row> {
    vec![
        against_a_call("inline, 1 listener", InProcess::Inline, 1, 35.0, 1.0),
        against_a_call("inline, 4 listeners", InProcess::InlineFour, 4, 90.0, 4.0),
        against_a_call("inline, two pipelines that set a header each", InProcess::InlineHeaders, 1, 50.0, 1.0),
        against_a_call("inline, two pipelines that wrap handling", InProcess::InlineWraps, 1, 120.0, 3.0),
        against_a_call("inline, id and time read", InProcess::InlineReads, 1, 95.0, 1.0),
        row(
            "inline, 1 listener that was handed over as a value, and may send",
            500_000,
            &[("Tidings", InProcess::InlineHandedOver), ("Tidings, annotated", InProcess::Inline)],
            vec![goal(0, Measure::Cpu).times(1), goal(0, Measure::Allocations)],
        ),
    ]
}

fn queued() -> Vec<Row> {
    let allocations = goal(0, Measure::Allocations);
    vec![
        row(
            "queued, one thread",
            200_000,
            &[
                ("Tidings", InProcess::Queued { threads: 0 }),
                ("Tidings, 1,000 together", InProcess::QueuedMany { threads: 0 }),
                ("tokio mpsc", InProcess::Channel { threads: 0 }),
            ],
            vec![
                goal(0, Measure::Rate).at_least(3e6),
                goal(0, Measure::Cpu).at_most(1e9 / 3e6),
                goal(1, Measure::Rate).at_least(3e6),
                goal(1, Measure::Cpu).at_most(1e9 / 3e6),
                allocations.at_most(2.1),
                goal(0, Measure::Rate).times(2),
            ],
        ),
        row(
            "queued, two workers",
            200_000,
            &[
                ("Tidings", InProcess::Queued { threads: 2 }),
                ("Tidings, 1,000 together", InProcess::QueuedMany { threads: 2 }),
                ("tokio mpsc", InProcess::Channel { threads: 2 }),
            ],
            vec![goal(0, Measure::Rate).times(2), goal(1, Measure::Rate).times(2)],
        ),
        row(
            "queued, 4 listeners, one thread",
            100_000,
            &[("Tidings", InProcess::QueuedFour), ("tokio broadcast", InProcess::Broadcast { receivers: 4 })],
            vec![goal(0, Measure::Rate).times(1), allocations],
        ),
        row(
            "encoded, JSON out and in",
            100_000,
            &[("Tidings", InProcess::Encoded), ("serde_json", InProcess::JsonAlone)],
            vec![
                goal(0, Measure::Nanos).above(1).at_most(400.0),
                goal(0, Measure::Cpu).above(1).at_most(400.0),
                allocations,
            ],
        ),
    ]
}

fn start() -> Vec<Row> {
    let row = |name, listeners, most| {
        let columns = [("Tidings", InProcess::Start(listeners))];
        row(name, 10, &columns, vec![goal(0, Measure::Nanos).at_most(most * MILLISECOND)])
    };
    vec![row("start to first event, 1 listener", 1, 5.0), row("start to first event, 1,000 listeners", 1_000, 20.0)]
}
