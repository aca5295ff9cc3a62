#![expect(clippy::print_stderr, reason = "it says what it is doing")]

use tidings_bench_measure::Outcome;

use crate::{
    cli::Measure,
    peers,
    report::{Machine, Measures, Report, SET_UP, print},
    rows::{Group, Urls, rows},
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
    for group in &asked.groups {
        let rows = group_of(*group, asked, counter.as_ref()).await?;
        report.groups.push(Measures { group: *group, rows });
        // After each group, so that what comes later cannot take it along.
        if let Some(file) = &asked.json {
            std::fs::write(file, serde_json::to_string_pretty(&report)? + "\n")?;
        }
    }
    Ok(())
}

async fn group_of(group: Group, asked: &Measure, counter: Option<&Counter>) -> Outcome<Vec<Measured>> {
    eprintln!("\n{group}");
    if group == Group::Peers {
        peers::build().await?;
    }
    let broker = match group {
        Group::InProcess => None,
        Group::Amqp | Group::Stomp | Group::Peers => Some(Broker::start().await?),
    };
    let urls = broker.as_ref().map_or_else(Urls::default, Broker::urls);
    match (&broker, group) {
        (Some(broker), Group::Stomp) => broker.warm_up(&urls.stomp).await?,
        (Some(broker), _) => broker.warm_up(&urls.amqp).await?,
        (None, _) => {}
    }
    let mut measured = Vec::new();
    for row in rows(group, &urls)? {
        if asked.only.as_ref().is_none_or(|only| row.name.contains(only)) {
            let row = measure(&row, asked.pairs, counter).await.map_err(|cause| format!("{}: {cause}", row.name))?;
            print(&row);
            measured.push(row);
        }
    }
    Ok(measured)
}
