use super::{Amount, Cast, Column, Measure, Row, Stock, Urls, goal, place};
use crate::{
    side::Program,
    work::{Client, OverBroker, Spec},
};

/// One broker against three that know each other. On few cores they share what one had, so the CPU of the brokers is what
/// tells.
pub(super) fn row(urls: &Urls) -> Option<Row> {
    let [first, second, ..] = &urls.cluster[..] else { return None };
    let column = |name: &str, sends_to: &str, listens_to: &str| {
        let address = format!("bench.cluster.{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        let program = |work, url: &str| {
            let place = place(url, &address, false, 200);
            Program::Own(Spec::OverBroker { work, client: Client::Tidings, place })
        };
        let publisher = program(OverBroker::Send, sends_to);
        let listener = program(OverBroker::Receive, listens_to);
        Column::new(name, Cast::EndToEnd { publisher, listener }, Stock::Nothing)
    };
    let of_cluster = |column: Column| Column { brokers: urls.cluster_processes.clone(), ..column };
    let columns = vec![
        column("one broker", &urls.amqp, &urls.amqp),
        of_cluster(column("three, both at the same", first, first)),
        of_cluster(column("three, each at another", first, second)),
    ];
    let (rate, broker) = (goal(1, Measure::Rate), goal(1, Measure::BrokerCpu));
    let across = |goal| super::Goal { column: 2, ..goal };
    Some(Row {
        name: "three brokers against one, end to end over AMQP".into(),
        amount: Amount::Each(20_000),
        columns,
        goals: vec![rate.times(0), broker.times(0), across(rate).times(0), across(broker).times(0)],
        notes: vec!["All brokers ran on the cores of one machine."],
        axis: None,
    })
}
