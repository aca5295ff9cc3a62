use serde::{Deserialize, Serialize};

/// What somebody did to the event of a line, or at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A manager has started.
    Ready,
    /// An event was confirmed.
    Sent,
    /// A listener began.
    Began,
    /// A listener handled it.
    Handled,
    /// A listener failed.
    Failed,
    /// A process is about to be killed, or to kill itself: what it has begun it does not end.
    Killed,
    /// The events that were asked for were sent; or all dead letters were listed.
    Done,
    /// It is a dead letter.
    Dead,
    /// A manager was shut down in order.
    Gone,
    /// Something went wrong.
    Wrong,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The name of the process.
    pub who: String,
    /// What it did.
    pub deed: Deed,
    /// The number of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Which attempt it is, 1-based.
    #[serde(default)]
    pub attempt: u32,
    /// Whether the broker says that it gave it before.
    #[serde(default)]
    pub redelivered: bool,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// On the clock that all processes of the machine share, in microseconds.
    #[serde(default)]
    pub at_us: u64,
}

impl Line {
    /// What a process did, without an event.
    pub fn of(who: &str, deed: Deed) -> Self {
        Self {
            who: who.to_owned(),
            deed,
            n: None,
            key: None,
            attempt: 0,
            redelivered: false,
            text: String::new(),
            at_us: 0,
        }
    }

    /// What it did it to.
    #[must_use]
    pub fn to(mut self, n: u64, key: Option<&str>) -> Self {
        (self.n, self.key) = (Some(n), key.map(str::to_owned));
        self
    }

    /// With something to say.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }
}
