use serde::{Deserialize, Serialize};
use tidings_bench_measure::Place;

/// What a worker is started for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Spec {
    InProcess(InProcess),
    OverBroker { work: OverBroker, client: Client, place: Place },
    Java { work: Java, place: Place },
    Grows(Grows),
}

impl Spec {
    /// How many worker threads its runtime has; 0 for one that runs in the thread of `main`.
    pub(crate) fn threads(&self) -> usize {
        match self {
            Self::InProcess(work) => work.threads(),
            Self::OverBroker { .. } | Self::Java { .. } | Self::Grows(_) => 0,
        }
    }
}

/// Work that needs no broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InProcess {
    /// Async functions that are called one after the other.
    DirectCalls(usize),
    /// A listener in the sender's task.
    Inline,
    /// Four of them.
    InlineFour,
    /// One that was handed over as a value.
    InlineHandedOver,
    /// One, with two pipelines that set a header each.
    InlineHeaders,
    /// One, with two pipelines that wrap handling.
    InlineWraps,
    /// One, which reads id and time.
    InlineReads,
    /// A bounded channel to a task.
    Channel { threads: usize },
    /// A broadcast channel to so many tasks.
    Broadcast { receivers: usize },
    /// A listener in a task of its own; each send is awaited.
    Queued { threads: usize },
    /// Four of them.
    QueuedFour,
    /// One, sent many at a time.
    QueuedMany { threads: usize },
    /// serde_json alone, out and in.
    JsonAlone,
    /// The same by way of the codec, to a listener.
    Encoded,
    /// From the making of a manager to its first event, handled by one of so many listeners.
    Start(usize),
}

impl InProcess {
    fn threads(self) -> usize {
        match self {
            Self::Channel { threads } | Self::Queued { threads } | Self::QueuedMany { threads } => threads,
            _ => 0,
        }
    }
}

/// Work over a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OverBroker {
    /// Confirmed sends, as many under way as the window has.
    Send,
    /// Confirmed sends, one after the other.
    SendEach,
    /// Receives what is in the queue, and accepts each.
    Receive,
    /// Sends one, receives it, sends the next.
    RoundTrip,
}

/// Work of Tidings that grows with a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grows {
    /// Listeners of one event.
    Listeners(u64),
    /// Events, each with a name and a listener of its own.
    EventTypes(usize),
    /// Keys of one event.
    Keys(usize),
    /// Headers of each event that is sent to a broker.
    Headers(u32, Place),
    /// Connections on which one process sends.
    Connections(u32, Place),
}

/// Work of the Java client, which is over after so much time, not after so many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Java {
    /// Confirmed sends.
    Send,
    /// Sends and receives, in one process.
    EndToEnd,
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Client {
    Tidings,
    /// As few bytes as possible; many accepts at once.
    Bare,
    /// With the headers that Tidings sends.
    BareWithHeaders,
    /// One accept at a time.
    BareEach,
}
