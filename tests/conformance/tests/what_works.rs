//! The README's table of what works where is written from what the providers say of themselves.
//!
//! `TIDINGS_BLESS=1 cargo test -p tidings-conformance --test what_works` writes it anew.

use std::{env, fs, path::Path};

use tidings_amqp::Amqp;
use tidings_core::{
    error::BoxError,
    provider::{BodyKind, Capabilities, Provider},
};
use tidings_local::Local;
use tidings_stomp::{Dialect, Stomp};

const BEGIN: &str = "<!-- what works where: written by a test of tests/conformance -->\n";
const END: &str = "<!-- end of what works where -->\n";

type Can = fn(&Capabilities) -> bool;

/// Each field of the capabilities, and the words of the README for it.
const ROWS: &[(&str, &str, Can)] = &[
    ("durable", "durable events survive a crash of whatever keeps them", |can| can.durable),
    ("across_processes", "processes share a listener's queue, or have one each", |can| can.across_processes),
    ("dead_letters", "dead letters are listed, re-sent, discarded", |can| can.dead_letters),
    ("reconnects", "listeners and sends outlive a restart of the broker", |can| can.reconnects),
    ("delay", "an event is held back; without, retries wait in place", |can| can.delay),
    ("ordered", "order of a queue", |can| can.ordered),
    ("keys", "order of a key among several processes", |can| can.keys),
    ("rebalances", "keys move to a process that joins, for a listener with `rebalance`", |can| can.rebalances),
    ("deduplicates", "an id that was sent before is recognized, as far as it is remembered", |can| can.deduplicates),
    ("redelivered", "a delivery that was given before is marked", |can| can.redelivered),
    ("redelivered_exact", "such a delivery is marked without exception", |can| can.redelivered_exact),
    ("volatile_queues", "a queue goes with its last listener, if its event is not durable", |can| can.volatile_queues),
    ("knows_unroutable", "a durable event that no queue would get is refused", |can| can.knows_unroutable),
    ("global_names", "listeners of two events may have one name", |can| !can.global_names),
    ("longest_header", "headers as long as the limits say", |can| can.longest_header.is_none()),
    ("inline", "a first attempt runs where the event is sent", |can| can.inline),
    ("body", "events need no encoding", |can| can.body == BodyKind::Typed),
];

/// Each column: its head, and what its provider can do; more than once where that depends on how the broker is set up.
fn columns() -> Vec<(&'static str, Vec<Capabilities>)> {
    let stomp = |dialect| Stomp::connect("stomp://localhost").broker(dialect).capabilities();
    let classic = |has_scheduler| stomp(Dialect::Classic { has_scheduler });
    vec![
        ("`Local`", vec![Local::new().capabilities()]),
        ("`Local::inline()`", vec![Local::inline().capabilities()]),
        ("`Local::encoded()`", vec![Local::encoded().capabilities()]),
        ("AMQP, Artemis", vec![Amqp::connect("amqp://localhost").capabilities()]),
        ("STOMP, Artemis", vec![stomp(Dialect::Artemis)]),
        ("STOMP, ActiveMQ Classic", vec![classic(true), classic(false)]),
        ("STOMP, RabbitMQ", vec![stomp(Dialect::RabbitMq)]),
    ]
}

fn cell(can: Can, capabilities: &[Capabilities]) -> &'static str {
    match capabilities.iter().filter(|capabilities| can(capabilities)).count() {
        0 => "",
        n if n == capabilities.len() => "✓",
        _ => "with its scheduler",
    }
}

fn table() -> String {
    let columns = columns();
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut table = line([""].into_iter().chain(columns.iter().map(|(head, _)| *head)).collect());
    table += &format!("|---|{}\n", ":-:|".repeat(columns.len()));
    for (_, words, can) in ROWS {
        let cells = columns.iter().map(|(_, capabilities)| cell(*can, capabilities));
        table += &line([*words].into_iter().chain(cells).collect());
    }
    table
}

#[test]
fn the_readme_says_what_works_where() -> Result<(), BoxError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("the README has lost the beginning of its table")?;
    let (found, after) = rest.split_once(END).ok_or("the README has lost the end of its table")?;
    let wanted = table();
    if env::var_os("TIDINGS_BLESS").is_some() {
        return Ok(fs::write(&path, [before, BEGIN, &wanted, END, after].concat())?);
    }
    assert!(
        found == wanted,
        "the README differs from what the providers say; write it anew with \
         `TIDINGS_BLESS=1 cargo test -p tidings-conformance --test what_works`. It should be:\n{wanted}"
    );
    Ok(())
}

#[test]
fn every_capability_has_its_row() {
    let shown = format!("{:?}", Capabilities::none(BodyKind::Encoded));
    let fields = shown.matches(": ").count();
    assert_eq!(fields, ROWS.len(), "{shown}");
    for (field, ..) in ROWS {
        assert!(shown.contains(&format!("{field}: ")), "`{field}` is no capability: {shown}");
    }
}
