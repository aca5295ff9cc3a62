use std::{collections::HashMap, path::PathBuf, str::FromStr, time::Duration};

use super::{Error, Kind, Protocol, clock};

pub(super) const USAGE: &str = "usage: tidings-faults torture --minutes M | --restarts N | --faults KIND,..
           --protocol amqp|stomp [--seed S] [--rate EVENTS_PER_SECOND] [--json FILE]";

/// What a run does.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long.
    pub length: Length,
    /// The protocol of all processes.
    pub protocol: Protocol,
    /// Faults, pauses and fates follow from it; how processes and broker interleave does not.
    pub seed: u64,
    /// Events that each of the two publishers sends in a second.
    pub rate: u32,
    /// This program: the processes are copies of it.
    pub program: PathBuf,
    /// Has a listener or a publisher lie, to see that the judge finds out.
    pub plant: Plant,
}

/// How long a run is.
#[derive(Clone, Debug)]
pub enum Length {
    /// Faults at random for this long.
    Time(Duration),
    /// So many SIGKILLs of the broker, one after the other, as soon as all processes are back.
    Restarts(u32),
    /// Each of these once.
    Faults(Vec<Kind>),
}

/// A lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plant {
    /// Nobody lies.
    #[default]
    Nothing,
    /// A listener accepts one event without handling it.
    Unhandled,
    /// A publisher claims that one event was confirmed which it never sent.
    Unsent,
}

impl Options {
    /// A run of this length with the usual rate.
    pub fn new(length: Length, protocol: Protocol, seed: u64, program: impl Into<PathBuf>) -> Self {
        Self { length, protocol, seed, rate: 100, program: program.into(), plant: Plant::Nothing }
    }
}

/// The options of a command line, and the file for the JSON.
pub(super) fn parse(words: &[&str]) -> Result<(Options, Option<PathBuf>), Error> {
    let mut given = HashMap::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = word.strip_prefix("--").ok_or_else(|| format!("{word:?} is no option"))?;
        let value = words.next().ok_or_else(|| format!("--{name} needs a value"))?;
        given.insert(name, *value);
    }
    let length = match (given.remove("minutes"), given.remove("restarts"), given.remove("faults")) {
        (Some(minutes), None, None) => {
            let seconds = number::<f64>("minutes", minutes)? * 60.0;
            Length::Time(Duration::try_from_secs_f64(seconds).map_err(|_| "--minutes is no length of time")?)
        }
        (None, Some(restarts), None) => Length::Restarts(number("restarts", restarts)?),
        (None, None, Some(faults)) => {
            Length::Faults(faults.split(',').map(Kind::from_str).collect::<Result<_, String>>()?)
        }
        _ => return Err("name one of --minutes, --restarts, --faults".into()),
    };
    let protocol = given.remove("protocol").ok_or("--protocol is missing")?.parse()?;
    let seed = given.remove("seed").map_or(Ok(clock::now()), |seed| number("seed", seed))?;
    let mut options = Options::new(length, protocol, seed, std::env::current_exe()?);
    if let Some(rate) = given.remove("rate") {
        options.rate = number("rate", rate)?;
    }
    let json = given.remove("json").map(PathBuf::from);
    match given.keys().next() {
        Some(unknown) => Err(format!("there is no option --{unknown}").into()),
        None => Ok((options, json)),
    }
}

fn number<T: FromStr>(name: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| format!("--{name} {text:?} is no number").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_says_what_a_run_does() {
        let (options, json) =
            parse(&["--minutes", "1.5", "--protocol", "stomp", "--seed", "7", "--json", "a.json"]).unwrap();
        assert!(matches!(options.length, Length::Time(time) if time == Duration::from_secs(90)));
        assert_eq!((options.protocol, options.seed), (Protocol::Stomp, 7));
        assert_eq!(json, Some(PathBuf::from("a.json")));
    }

    #[test]
    fn what_is_wrong_in_a_command_line_is_named() {
        for (words, named) in [
            (vec!["--protocol", "amqp"], "--minutes"),
            (vec!["--minutes", "1"], "--protocol"),
            (vec!["--minutes", "1", "--protocol", "mqtt"], "mqtt"),
            (vec!["--minutes", "x", "--protocol", "amqp"], "minutes"),
            (vec!["--minutes", "1", "--protocol", "amqp", "--speed", "2"], "--speed"),
            (vec!["--faults", "rain", "--protocol", "amqp"], "rain"),
        ] {
            assert!(parse(&words).unwrap_err().to_string().contains(named), "{words:?}");
        }
    }
}
