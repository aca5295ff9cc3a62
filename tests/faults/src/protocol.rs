/// What carries the frames: some things cannot be said, or seen, in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// AMQP 1.0.
    Amqp,
    /// STOMP 1.2.
    Stomp,
}

impl Protocol {
    /// Its name in tables and on command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amqp => "amqp",
            Self::Stomp => "stomp",
        }
    }

    /// The protocol of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Amqp, Self::Stomp].into_iter().find(|protocol| protocol.name() == name)
    }
}
