use std::path::PathBuf;

use tidings_bench_measure::Outcome;

use crate::rows::Group;

/// How it is used.
pub(crate) const USAGE: &str = "\
usage: tidings-bench inproc | amqp | stomp | peers | scale | build | all
                     [--pairs N] [--json FILE] [--only TEXT] [--no-counts] [--quick]
       tidings-bench document FILE [FOLDER]

  inproc, amqp, stomp   the rows within one process, and over a real broker with either protocol
  peers                 the rows against other libraries in Rust, Java and Python, which it builds or installs first
  all                   all of these but for the peers in Java and Python
  scale                 how cost grows with each of nine numbers, and a cluster of three brokers
  build                 how long a clean build takes, of how many crates, and how large a program is
  --pairs N             runs of each side of each row, 15 by default
  --json FILE           writes what was found there after each row, beside what it holds of other rows of the same commit
  --only TEXT           only the rows whose name holds the text
  --no-counts           counts no instructions and no allocations, which takes valgrind
  --quick               leaves the longest queues and the cluster out of `scale`
  document FILE         writes performance.md, its plots and sizing.md from such a file, into docs or FOLDER";

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Measure(Measure),
    Document {
        file: PathBuf,
        folder: PathBuf,
    },
    /// A worker's process: its spec, and how many events once, if it is not to serve.
    Work {
        spec: String,
        once: Option<u64>,
    },
}

/// What is measured, and how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measure {
    /// None: what it costs to build.
    pub(crate) groups: Vec<Group>,
    pub(crate) pairs: usize,
    pub(crate) json: Option<PathBuf>,
    pub(crate) only: Option<String>,
    pub(crate) counts: bool,
    pub(crate) quick: bool,
}

/// Reads the arguments, without the program's name.
pub(crate) fn parse(arguments: &[String]) -> Outcome<Command> {
    let (command, rest) = arguments.split_first().ok_or(USAGE)?;
    let groups = match command.as_str() {
        "inproc" => vec![Group::InProcess],
        "amqp" => vec![Group::Amqp],
        "stomp" => vec![Group::Stomp],
        "peers" => vec![Group::Peers, Group::Foreign],
        "scale" => vec![Group::Scale],
        // What it builds is in no group.
        "build" => Vec::new(),
        "all" => vec![Group::InProcess, Group::Amqp, Group::Stomp, Group::Peers],
        "document" => {
            let [file, folder @ ..] = rest else { return Err(USAGE.into()) };
            let folder = folder.first().map_or("docs", String::as_str);
            return Ok(Command::Document { file: file.into(), folder: folder.into() });
        }
        "work" => {
            let [spec, once @ ..] = rest else { return Err(USAGE.into()) };
            let once = once.first().map(|events| events.parse()).transpose()?;
            return Ok(Command::Work { spec: spec.clone(), once });
        }
        other => return Err(format!("`{other}` is no command\n{USAGE}").into()),
    };
    let mut measure = Measure { groups, pairs: 15, json: None, only: None, counts: true, quick: false };
    let mut rest = rest.iter();
    while let Some(option) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("`{option}` needs a value\n{USAGE}"));
        match option.as_str() {
            "--pairs" => measure.pairs = value()?.parse()?,
            "--json" => measure.json = Some(value()?.into()),
            "--only" => measure.only = Some(value()?.clone()),
            "--quick" => measure.quick = true,
            "--no-counts" => measure.counts = false,
            other => return Err(format!("`{other}` is no option\n{USAGE}").into()),
        }
    }
    if measure.pairs == 0 {
        return Err("`--pairs` is at least 1".into());
    }
    Ok(Command::Measure(measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Command> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn all_options_are_read() {
        let Command::Measure(measure) = parsed("amqp --pairs 3 --json a.json --only latency --no-counts").unwrap()
        else {
            panic!("not read as a measurement");
        };
        assert_eq!((measure.groups, measure.pairs, measure.counts), (vec![Group::Amqp], 3, false));
        assert!(!measure.quick);
        let Command::Measure(scale) = parsed("scale --quick").unwrap() else { panic!("not read as a measurement") };
        assert_eq!((scale.groups, scale.quick), (vec![Group::Scale], true));
        assert_eq!((measure.json, measure.only.as_deref()), (Some("a.json".into()), Some("latency")));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_the_usage() {
        for line in ["", "run", "inproc --fast", "inproc --pairs", "document"] {
            assert!(parsed(line).unwrap_err().to_string().contains("usage:"), "{line}");
        }
        assert!(parsed("inproc --pairs 0").is_err());
        assert!(parsed("inproc --pairs many").is_err());
    }
}
