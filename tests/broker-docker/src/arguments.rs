use std::path::PathBuf;
use std::time::Duration;

use crate::answer::Outcome;

const USAGE: &str = "usage: tidings-broker-docker <folder of etc> <seconds to start> <arguments of Java> <port>...";

/// What kind of broker is wanted.
pub(crate) struct Arguments {
    /// Files for the configuration of the instance.
    pub(crate) etc: PathBuf,
    pub(crate) limit: Duration,
    pub(crate) java: String,
    /// Published as the same ports, so that they stay the same over a restart.
    pub(crate) ports: Vec<u16>,
}

impl Arguments {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut next = || arguments.next().ok_or(USAGE);
        let (etc, seconds, java) = (next()?, next()?, next()?);
        let limit = Duration::from_secs(seconds.parse().map_err(|_| USAGE)?);
        let ports = arguments.map(|port| port.parse().map_err(|_| USAGE)).collect::<Result<Vec<_>, _>>()?;
        if ports.is_empty() { Err(USAGE.into()) } else { Ok(Self { etc: etc.into(), limit, java, ports }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Outcome<Arguments> {
        Arguments::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn arguments_are_read_in_their_order() {
        let arguments = parse(&["/etc", "60", "-Xmx256M -Xms64M", "5672", "61613"]).unwrap();
        assert_eq!(arguments.ports, [5672, 61613]);
        assert_eq!((arguments.limit.as_secs(), arguments.java.as_str()), (60, "-Xmx256M -Xms64M"));
    }

    #[test]
    fn arguments_that_make_no_sense_get_the_usage() {
        for wrong in [&[][..], &["/etc", "60", ""], &["/etc", "soon", "", "1"], &["/etc", "60", "", "65536"]] {
            assert!(parse(wrong).err().unwrap().to_string().starts_with("usage"), "{wrong:?}");
        }
    }
}
