//! The front page says of each broker what the code says.

use tidings_core::provider::{BodyKind, Capabilities};
use tidings_stomp::Dialect;

type Can = fn(&Capabilities) -> bool;

const ROWS: &[(&str, Can)] = &[
    ("durable", |can| can.durable),
    ("across processes", |can| can.across_processes),
    ("delay", |can| can.delay),
    ("ordered", |can| can.ordered),
    ("keys", |can| can.keys),
    ("rebalances", |can| can.rebalances),
    ("deduplicates", |can| can.deduplicates),
    ("redelivered", |can| can.redelivered),
    ("redelivered, without exception", |can| can.redelivered_exact),
    ("dead letters", |can| can.dead_letters),
    ("reconnects", |can| can.reconnects),
    ("volatile queues", |can| can.volatile_queues),
    ("global names", |can| can.global_names),
    ("knows unroutable", |can| can.knows_unroutable),
    ("inline", |can| can.inline),
];

#[test]
fn the_table_of_capabilities_is_that_of_the_code() {
    let classic = |has_scheduler| Dialect::Classic { has_scheduler }.capabilities();
    let brokers = [
        vec![Dialect::Artemis.capabilities()],
        vec![classic(false), classic(true)],
        vec![Dialect::RabbitMq.capabilities()],
    ];
    let cell = |can: &Can, of: &[Capabilities]| match of.iter().filter(|of| can(of)).count() {
        0 => "",
        n if n == of.len() => "x",
        _ => "with its scheduler",
    };
    let page = include_str!("../../docs.md");
    let (_, section) = page.split_once("# Capabilities\n").unwrap();
    let table: Vec<_> = section.trim_start().lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(table.len(), ROWS.len());
    for (line, (name, can)) in table.iter().zip(ROWS) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells[0].split(':').next(), Some(*name), "{line}");
        let expected: Vec<_> = brokers.iter().map(|of| cell(can, of)).collect();
        assert_eq!(cells[1..], expected, "{line}");
    }
    assert!(brokers.iter().flatten().all(|can| can.body == BodyKind::Encoded));
}
