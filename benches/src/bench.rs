#![expect(clippy::print_stderr, reason = "it says what it is doing")]

use tidings_bench_measure::Outcome;

use crate::{
    cli::Measure,
    foreign, peers,
    report::{Machine, Measures, Report, SET_UP, print},
    rows::{Group, Row, Urls, rows},
    run::{Broker, Counter, Measured, measure},
};

/// Measures what is asked for, shows each row as soon as it is there, and writes all of it.
pub(crate) async fn bench(asked: &Measure) -> Outcome {
    let counter = match asked.counts && asked.groups.contains(&Group::InProcess) {
        true => Some(Counter::find().await?),
        false => None,
    };
    let mut report = Report { machine: Machine::look(counter.as_ref()), pairs: asked.pairs, groups: Vec::new() };
    eprintln!("{:#?}", report.machine);
    SET_UP.iter().for_each(|line| eprintln!("- {line}"));
    let mut broker = None;
    for group in &asked.groups {
        let rows = group_of(*group, asked, counter.as_ref(), &mut broker).await?;
        report.groups.push(Measures { group: *group, rows });
        // After each group, so that what comes later cannot take it along.
        if let Some(file) = &asked.json {
            std::fs::write(file, serde_json::to_string_pretty(&report)? + "\n")?;
        }
    }
    Ok(())
}

async fn group_of(
    group: Group,
    asked: &Measure,
    counter: Option<&Counter>,
    broker: &mut Option<Broker>,
) -> Outcome<Vec<Measured>> {
    eprintln!("\n{group}");
    match group {
        Group::Peers => peers::build().await?,
        Group::Foreign => foreign::install().await?,
        Group::InProcess | Group::Amqp | Group::Stomp => {}
    }
    if broker.is_none() && group != Group::InProcess {
        *broker = Some(Broker::start().await?);
    }
    let urls = broker.as_ref().map_or_else(Urls::default, Broker::urls);
    let rows = rows(group, &urls)?;
    let asked_for = |row: &&Row| asked.only.as_ref().is_none_or(|only| row.name.contains(only));
    let rows = rows.iter().filter(asked_for).collect::<Vec<_>>();
    if let Some(broker) = broker.as_mut().filter(|_| !rows.is_empty()) {
        broker.warm_up(group).await?;
    }
    let mut measured = Vec::new();
    for row in rows {
        let row = measure(row, asked.pairs, counter).await.map_err(|cause| format!("{}: {cause}", row.name))?;
        print(&row);
        measured.push(row);
    }
    Ok(measured)
}
