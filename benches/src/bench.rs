#![expect(clippy::print_stderr, reason = "it says what it is doing")]

use std::path::Path;

use tidings_bench_measure::Outcome;

use crate::{
    build,
    cli::Measure,
    foreign, peers,
    report::{self, Machine, Report, SET_UP, print},
    rows::{Group, Row, Urls, rows},
    run::{Broker, Counter, measure},
};

/// Measures what is asked for, shows each row as soon as it is there, and writes all of it.
pub(crate) async fn bench(asked: &Measure) -> Outcome {
    let counter = match asked.counts && asked.groups.contains(&Group::InProcess) {
        true => Some(Counter::find().await?),
        false => None,
    };
    let mut report = Report { machine: Machine::look(counter.as_ref()), groups: Vec::new(), builds: Vec::new() };
    let earlier = asked.json.as_deref().filter(|file| file.exists()).map(read).transpose()?;
    if let Some(earlier) = earlier {
        report.go_on_with(earlier)?;
    }
    eprintln!("{:#?}", report.machine);
    SET_UP.iter().for_each(|line| eprintln!("- {line}"));
    let mut broker = None;
    for group in &asked.groups {
        measure_group(*group, asked, counter.as_ref(), &mut broker, &mut report).await?;
    }
    if asked.groups.is_empty() {
        report.builds = build::build(asked.pairs).await?;
        report.builds.iter().for_each(report::print_built);
        write(&report, asked)?;
    }
    Ok(())
}

fn read(file: &Path) -> Outcome<Report> {
    Ok(serde_json::from_str(&std::fs::read_to_string(file)?)?)
}

fn write(report: &Report, asked: &Measure) -> Outcome {
    match &asked.json {
        Some(file) => Ok(std::fs::write(file, serde_json::to_string_pretty(report)? + "\n")?),
        None => Ok(()),
    }
}

/// Measures the rows of a group that are asked for; the others stay as they were found before.
async fn measure_group(
    group: Group,
    asked: &Measure,
    counter: Option<&Counter>,
    broker: &mut Option<Broker>,
    report: &mut Report,
) -> Outcome {
    eprintln!("\n{group}");
    if broker.is_none() && group != Group::InProcess {
        *broker = Some(Broker::start().await?);
    }
    let mut urls = Urls { quick: asked.quick, ..Urls::default() };
    if let Some(broker) = broker {
        if group == Group::Scale && !asked.quick {
            broker.start_cluster().await?;
        }
        urls = Urls { quick: asked.quick, ..broker.urls().await };
    }
    let rows = rows(group, &urls)?;
    let names = rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let asked_for = |row: &&Row| asked.only.as_ref().is_none_or(|only| row.name.contains(only));
    let rows = rows.iter().filter(asked_for).collect::<Vec<_>>();
    if rows.is_empty() {
        return Ok(());
    }
    match group {
        Group::Peers => peers::build().await?,
        Group::Foreign => foreign::install().await?,
        Group::InProcess | Group::Amqp | Group::Stomp | Group::Scale => {}
    }
    if let Some(broker) = broker {
        broker.warm_up(group).await?;
    }
    for row in rows {
        let row = measure(row, asked.pairs, counter, &urls.processes)
            .await
            .map_err(|cause| format!("{}: {cause}", row.name))?;
        print(&row);
        report.put(group, &names, row);
        // After each row, so that what comes later cannot take it along.
        write(report, asked)?;
    }
    Ok(())
}
