use std::fmt::Write as _;

use crate::{
    report::{Report, figure, nanos, rate},
    rows::Group,
    run::Seen,
};

/// How much of a core or a link is planned with: the rest is for peaks, and for when one of them is gone.
const USED: f64 = 0.5;

/// Cores of a broker.
const BROKER_CORES: [f64; 2] = [4.0, 16.0];

const LOADS: [f64; 3] = [1e3, 1e5, 1e7];

const KIND: &str = "durable, 1024 B";

/// What the calculation begins with.
struct Figures<'a> {
    send: &'a Seen,
    receive: &'a Seen,
    /// How much more CPU the brokers take for an event that crosses from one to another.
    across: Option<f64>,
}

/// The page, if the run measured what it is calculated from.
pub(super) fn sizing(report: &Report) -> Option<String> {
    let figures = Figures::of(report)?;
    let mut page = String::from(
        "# Sizing\n\nCalculated by `tidings-bench document` from the figures of [performance.md](performance.md); do not edit.\n",
    );
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "\nEvents are durable, with 1 KB of JSON, confirmed with a window of 1,000, and each has one listener that does \
         nothing; {}, {} cores. Whatever your listener does comes on top: a listener that takes a millisecond of CPU takes a \
         core for every thousand events a second. A process here has one thread, one connection, and is planned to be busy \
         {:.0} % of the time, as the cores of a broker are.\n",
        report.machine.processor,
        report.machine.cores,
        USED * 100.0
    );
    figures.measured(&mut page);
    figures.loads(&mut page);
    figures.cluster(&mut page);
    Some(page)
}

impl<'a> Figures<'a> {
    fn of(report: &'a Report) -> Option<Self> {
        let row = |group: Group, name: &str| {
            let mut groups = report.groups.iter().filter(|measures| measures.group == group);
            groups.find_map(|measures| measures.rows.iter().find(|row| row.name.starts_with(name)))
        };
        let send = row(Group::Amqp, &format!("confirmed sends, {KIND}"))?.columns.first()?;
        let receive = row(Group::Amqp, &format!("receive and accept, {KIND}"))?.columns.first()?;
        let across = row(Group::Scale, "three brokers").and_then(|row| match &row.columns[..] {
            [one, .., across] if one.broker_cpu > 0.0 => Some(across.broker_cpu / one.broker_cpu),
            _ => None,
        });
        Some(Self { send, receive, across })
    }

    /// Nanoseconds of a broker's CPU for an event that comes and goes.
    fn broker(&self) -> f64 {
        self.send.broker_cpu + self.receive.broker_cpu
    }

    /// How many events a second one broker passes as it is planned.
    fn one_broker(&self, cores: f64) -> f64 {
        cores * USED * 1e9 / self.broker().max(f64::MIN_POSITIVE)
    }

    /// How many brokers; several take more for each event, as a listener may be connected to another one.
    fn brokers(&self, load: f64, cores: f64) -> f64 {
        let alone = (load / self.one_broker(cores)).ceil();
        if alone <= 1.0 { 1.0 } else { (load * self.across.unwrap_or(1.0).max(1.0) / self.one_broker(cores)).ceil() }
    }

    fn measured(&self, page: &mut String) {
        let _ =
            write!(page, "\n## Measured\n\n| | a process | CPU an event | CPU of the broker |\n|---|--:|--:|--:|\n");
        for (what, seen) in [("send, confirmed", self.send), ("receive and accept", self.receive)] {
            let (each, cpu) = (rate(seen.nanos.estimate), nanos(seen.cpu.estimate));
            let _ = writeln!(page, "| {what} | {each} | {cpu} | {} |", nanos(seen.broker_cpu));
        }
    }

    fn loads(&self, page: &mut String) {
        let _ = write!(
            page,
            "\n## Calculated\n\n| events/s | publishers | listeners | connections | cores of both |{}\n|--:|--:|--:|--:|--:|{}\n",
            BROKER_CORES.map(|cores| format!(" brokers of {cores} cores |")).concat(),
            BROKER_CORES.map(|_| "--:|").concat(),
        );
        for load in LOADS {
            let processes = |seen: &Seen| (load * seen.nanos.estimate / 1e9 / USED).ceil().max(1.0);
            let (publishers, listeners) = (processes(self.send), processes(self.receive));
            let cores = load * (self.send.cpu.estimate + self.receive.cpu.estimate) / 1e9;
            let brokers = BROKER_CORES.map(|cores| format!(" {:.0} |", self.brokers(load, cores))).concat();
            let _ = writeln!(
                page,
                "| {} | {publishers:.0} | {listeners:.0} | {:.0} | {} |{brokers}",
                figure(load),
                publishers + listeners,
                figure(cores)
            );
        }
        let _ = write!(
            page,
            "\nEach further listener of an event adds as many listeners, and the broker's part of receiving. Deployed for \
             safety, take two of whatever stands here as one.\n"
        );
    }

    fn cluster(&self, page: &mut String) {
        let _ = write!(page, "\n## Where a cluster takes over\n\n");
        for cores in BROKER_CORES {
            let most = figure(self.one_broker(cores));
            let _ = writeln!(page, "- One broker of {cores} cores passes {most} events/s, by its CPU alone.");
        }
        let _ = match self.across {
            Some(across) => writeln!(
                page,
                "- In a cluster of three, an event that goes from one broker to another takes {across:.2} times the CPU that \
                 it takes in one; where publishers and listeners of an event are at the same broker, it does not cross."
            ),
            None => writeln!(
                page,
                "- What crosses from broker to broker was not measured in this run, and counts as nothing."
            ),
        };
        let _ = writeln!(
            page,
            "- Addresses can be spread over brokers that know nothing of each other, which costs nothing at all: an event's \
             provider is chosen by its type."
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{Machine, Measures},
        run::Measured,
        statistics::Interval,
    };

    fn row(name: &str, columns: &[(f64, f64)]) -> Measured {
        let seen = |(nanos, broker_cpu): &(f64, f64)| Seen {
            name: "Tidings".into(),
            nanos: Interval::exact(*nanos),
            cpu: Interval::exact(*nanos),
            runs: Vec::new(),
            counts: None,
            memory: 0.0,
            broker_cpu: *broker_cpu,
            latency: None,
        };
        let columns = columns.iter().map(seen).collect();
        Measured { name: name.into(), events: 1, columns, judged: Vec::new(), notes: Vec::new(), axis: None }
    }

    fn report(groups: Vec<(Group, Vec<Measured>)>) -> Report {
        let groups = groups.into_iter().map(|(group, rows)| Measures { group, rows }).collect();
        Report { machine: Machine::look(None), groups, builds: Vec::new() }
    }

    #[test]
    fn processes_and_brokers_come_of_what_was_measured() {
        let sends = row("confirmed sends, durable, 1024 B", &[(10_000.0, 5_000.0)]);
        let receives = row("receive and accept, durable, 1024 B", &[(5_000.0, 5_000.0)]);
        let cluster = row("three brokers against one", &[(1.0, 1_000.0), (1.0, 1_000.0), (1.0, 1_500.0)]);
        let page = sizing(&report(vec![(Group::Amqp, vec![sends, receives]), (Group::Scale, vec![cluster])])).unwrap();
        // 100,000 events: 1 s of sending and 0.5 s of receiving each second, at half of a core; 1 s of a broker.
        assert!(page.contains("| 100.0 k | 2 | 1 | 3 | 1.50 | 1 | 1 |"), "{page}");
        // 100 s of brokers each second, half as much again across, at half of four cores and of sixteen.
        assert!(page.contains("| 10.00 M | 200 | 100 | 300 | 150 | 75 | 19 |"), "{page}");
        assert!(page.contains("One broker of 4 cores passes 200.0 k events/s"), "{page}");
    }

    #[test]
    fn without_its_rows_there_is_no_page() {
        assert!(sizing(&report(Vec::new())).is_none());
    }
}
