use std::fmt;

use super::Line;
use crate::torture::clock::Moment;

/// One attempt of one listener, or that the process is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Handled {
    pub(crate) n: u64,
    pub(crate) id: String,
    pub(crate) listener: String,
    pub(crate) attempt: u32,
    pub(crate) redelivered: bool,
    pub(crate) begun: Moment,
    pub(crate) ended: Moment,
    pub(crate) ending: Ending,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The listener handled the event.
    Ok,
    /// It failed, as it should.
    Failed,
    /// The event was not the one that was sent.
    Mangled,
}

impl Ending {
    const WORDS: [(Self, &'static str); 3] = [(Self::Ok, "ok"), (Self::Failed, "failed"), (Self::Mangled, "mangled")];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(ending, _)| *ending == self).map_or("", |(_, word)| word)
    }
}

impl fmt::Display for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n, id, listener, attempt, redelivered, begun, ended, ending } = self;
        let redelivered = u8::from(*redelivered);
        write!(f, "{n} {begun} {ended} {listener} {id} {attempt} {redelivered} {}.", ending.word())
    }
}

impl Line for Handled {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.strip_suffix('.')?.split(' ');
        let n = words.next()?.parse().ok()?;
        let (begun, ended) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let (listener, id) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (attempt, redelivered) = (words.next()?.parse().ok()?, words.next()? == "1");
        let word = words.next()?;
        let (ending, _) = Ending::WORDS.into_iter().find(|(_, known)| *known == word)?;
        Some(Self { n, id, listener, attempt, redelivered, begun, ended, ending })
    }

    fn progress(&self) -> Option<Moment> {
        Some(self.begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let handled = Handled {
            n: 7,
            id: "id".into(),
            listener: "mail".into(),
            attempt: 2,
            redelivered: true,
            begun: 1,
            ended: 3,
            ending: Ending::Failed,
        };
        let line = handled.to_string();
        assert_eq!(Handled::parse(&line), Some(handled));
        (0..line.len()).for_each(|end| assert_eq!(Handled::parse(&line[..end]), None, "{end}"));
    }
}
