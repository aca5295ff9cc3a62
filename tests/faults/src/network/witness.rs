use crate::model::{Message, Settle, Target, Time};

/// Sees what happens on the wires, to judge it.
pub(crate) trait Witness: Send + 'static {
    /// Something has happened.
    fn see(&mut self, now: Time, process: u64, happening: &Happening<'_>);
}

/// What happens on the wires.
#[derive(Debug)]
pub(crate) enum Happening<'a> {
    /// The broker took a message.
    Stored {
        /// Where to.
        target: &'a Target,
        /// What.
        message: &'a Message,
        /// When the connection was made that it came over.
        opened: Time,
    },
    /// A process has heard that a message was taken.
    Confirmed {
        /// Where to.
        target: &'a Target,
        /// What.
        message: &'a Message,
    },
    /// A message was given to a process.
    Delivered {
        /// From where.
        queue: &'a str,
        /// How many of the queue the consumer has not settled, this one included.
        unsettled: usize,
    },
    /// A delivery is settled; said when the process says so.
    Settling {
        /// From where.
        queue: &'a str,
        /// What.
        message: &'a Message,
        /// How.
        how: Settle,
    },
    /// A client did what none may do.
    Violation(&'a str),
}
