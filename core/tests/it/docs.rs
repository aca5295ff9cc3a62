//! What the documents say of errors and defaults is what the code says.

use std::{collections::BTreeMap, time::Duration};

use tidings_core::{
    ErrorKind, ProblemKind,
    event::EventInfo,
    policy::{Policy, RetryMode},
    provider::{Limits, NobodyListens},
    subscription::ListenerInfo,
};

const ERRORS: &str = include_str!("../../../docs/errors.md");
const DEFAULTS: &str = include_str!("../../../docs/defaults.md");

/// The rows of the first table below a heading, cell by cell, without its head.
fn rows(text: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, below) = text.split_once(heading).unwrap();
    let section = below.split("\n#").next().unwrap();
    let lines = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    lines.take_while(|line| line.starts_with('|')).map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    // A `\|` is part of a cell.
    let line = line.replace("\\|", "\u{0}");
    let cells = line.trim_matches('|').split('|');
    cells.map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

/// The variants of an enumeration as its source lists them, since nothing else shows one that `ALL` forgot.
fn variants<'s>(source: &'s str, name: &str) -> Vec<&'s str> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{")).unwrap();
    let body = body.split("\n}").next().unwrap();
    body.lines().map(str::trim).filter(|line| !line.starts_with("///")).filter_map(|l| l.strip_suffix(',')).collect()
}

#[test]
fn every_kind_of_error_has_its_cause_and_remedy_and_says_whether_a_retry_can_help() {
    let documented = rows(ERRORS, "## Kinds of error");
    let documented: Vec<_> = documented.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    let known = ErrorKind::ALL.map(|kind| (format!("`{kind:?}`"), if kind.is_transient() { "yes" } else { "no" }));
    assert_eq!(documented, known.each_ref().map(|(kind, retry)| (kind.as_str(), *retry)));
    let source = include_str!("../../src/error/kind.rs");
    assert_eq!(variants(source, "ErrorKind"), ErrorKind::ALL.map(|kind| format!("{kind:?}")));
}

#[test]
fn every_kind_of_problem_has_its_cause_and_remedy() {
    let documented: Vec<_> = rows(ERRORS, "## Kinds of problem").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(documented, ProblemKind::ALL.map(|kind| format!("`{kind:?}`")));
    let source = include_str!("../../src/error/problem.rs");
    assert_eq!(variants(source, "ProblemKind"), ProblemKind::ALL.map(|kind| format!("{kind:?}")));
}

#[test]
fn the_defaults_are_what_their_table_says() {
    let mut documented: BTreeMap<_, _> =
        rows(DEFAULTS, "# Defaults").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let mut expect = |what: &str, value: String| {
        assert_eq!(documented.remove(what).as_deref(), Some(value.as_str()), "{what}");
    };
    struct OrderPlaced;
    let event = EventInfo::new::<OrderPlaced>("order.placed");
    expect("durable", event.is_durable().to_string());
    expect("version", event.version().to_string());
    assert_eq!(event.address(), event.name());
    expect("address", "the event's name".into());
    let info = ListenerInfo::to("invoice", event);
    expect("per process", info.is_per_process().to_string());
    expect("rebalance", info.is_rebalancing().to_string());

    let Policy { concurrency, prefetch, retry, timeout, inbox, .. } = Policy::DEFAULT;
    expect("concurrency", concurrency.to_string());
    expect("prefetch", prefetch.to_string());
    expect("attempts", retry.attempts.to_string());
    let (backoff, jitter) = (retry.backoff, if retry.backoff.jitter { "full jitter" } else { "no jitter" });
    expect("backoff", format!("{:?} to {:?}, doubling, {jitter}", backoff.min, backoff.max));
    let word = |mode| if mode == RetryMode::InPlace { "in place" } else { "requeue" };
    expect("retry with a key", word(retry.mode_for(true)).into());
    expect("retry without a key", word(retry.mode_for(false)).into());
    expect("listener timeout", timeout.map_or("none".into(), |limit: Duration| format!("{limit:?}")));
    expect("inbox", inbox.map_or("none".into(), |n| n.to_string()));

    let limits = Limits::default();
    let bytes = |n: usize| if n >= 1 << 20 { format!("{} MiB", n >> 20) } else { format!("{} KiB", n >> 10) };
    expect("body limit", bytes(limits.body_bytes));
    expect("headers limit", bytes(limits.header_bytes));
    expect("send window", format!("{} events", limits.window_events));
    expect("send window in bytes", bytes(limits.window_bytes));
    expect("prefetch in bytes", bytes(limits.prefetch_bytes));
    expect("send timeout", format!("{:?}", limits.send_timeout));
    expect("start timeout", format!("{:?}", limits.start_timeout));
    expect("drain", format!("{:?}", limits.drain));
    let NobodyListens { durable, volatile, .. } = NobodyListens::default();
    expect("a durable event that no queue would get", format!("{durable:?}").to_lowercase());
    expect("any other event that no queue gets", format!("{volatile:?}").to_lowercase());
    expect("heartbeat", format!("{:?}", limits.heartbeat));

    // What the attributes make of a name is shown by the tests of the facade.
    expect("event's name", "its type's name".into());
    expect("listener's name", "its type or function".into());

    // Core sees no provider, and no test its private constants, so here the sources are read.
    let sources = [
        (
            "warning of a long attempt",
            "30s",
            include_str!("../../src/dispatch/driver/watch.rs"),
            "TURN: Duration = Duration::from_secs(10);\n/// At the fourth look an attempt has lasted at least 30 s.\nconst LONG: u32 = 4;",
        ),
        (
            "warning of a blocked thread",
            "3s",
            include_str!("../../src/manager/watchdog.rs"),
            "TURN: Duration = Duration::from_secs(1);\n/// After how many looks a listener is named.\nconst LOOKS: u32 = 3;",
        ),
        ("host", "localhost", include_str!("../../../providers/wire/src/url/address.rs"), "\"localhost\""),
        (
            "AMQP port",
            "61616",
            include_str!("../../../providers/amqp/src/config.rs"),
            "Scheme::new(\"amqp\", 61616, \"amqps\", 5671)",
        ),
        (
            "AMQP port with TLS",
            "5671",
            include_str!("../../../providers/amqp/src/config.rs"),
            "Scheme::new(\"amqp\", 61616, \"amqps\", 5671)",
        ),
        (
            "user",
            "none, an anonymous connection",
            include_str!("../../../providers/wire/src/url/parse.rs"),
            "read(\"amqp://broker\").credentials.is_anonymous()",
        ),
        (
            "reconnect",
            "100ms to 5s, full jitter",
            include_str!("../../../providers/wire/src/supervisor/mod.rs"),
            "backoff: Backoff::new(Duration::from_millis(100), Duration::from_secs(5)),",
        ),
        (
            "reconnect where it cannot help",
            "30s",
            include_str!("../../../providers/wire/src/supervisor/mod.rs"),
            "slow: Duration::from_secs(30),",
        ),
        (
            "queue of `Local`",
            "10000 events",
            include_str!("../../../providers/local/src/config.rs"),
            "queue_capacity: 10_000,",
        ),
        (
            "dead letters of `Local`",
            "100000",
            include_str!("../../../providers/local/src/config.rs"),
            "dead_letter_capacity: 100_000 }",
        ),
    ];
    for (what, value, source, says) in sources {
        assert!(source.contains(says), "{what}: the source no longer says {says:?}");
        expect(what, value.into());
    }
    assert!(documented.is_empty(), "rows that nothing is compared with: {documented:?}");
}
