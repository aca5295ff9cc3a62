/// Where something is said between a process and the broker, so that it can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// A connection is opened.
    Connect,
    /// A link that sends is attached.
    AttachSender,
    /// A link that receives is attached.
    AttachReceiver,
    /// Credit is given.
    Credit,
    /// An event is transferred.
    Transfer,
    /// A copy for a later attempt is transferred.
    Copy,
    /// A dead letter is transferred.
    DeadLetter,
    /// The broker says what it decided about a transfer.
    Outcome,
    /// The broker gives a message.
    Delivery,
    /// Deliveries are settled.
    Settle,
    /// A link is left.
    Detach,
    /// A connection is closed.
    Close,
    /// Management is asked.
    Request,
    /// Management answers.
    Reply,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strike {
    /// The process ends before it is said.
    CrashBefore,
    /// The process ends after it has arrived.
    CrashAfter,
    /// The connection drops before it arrives.
    CutBefore,
    /// The connection drops after it has arrived.
    CutAfter,
    /// What follows from it comes late.
    Late,
    /// What follows from it comes later than anybody waits.
    TooLate,
    /// The broker restarts before it arrives.
    RestartBefore,
    /// The broker restarts after it has arrived.
    RestartAfter,
}

impl Point {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Connect,
        Self::AttachSender,
        Self::AttachReceiver,
        Self::Credit,
        Self::Transfer,
        Self::Copy,
        Self::DeadLetter,
        Self::Outcome,
        Self::Delivery,
        Self::Settle,
        Self::Detach,
        Self::Close,
        Self::Request,
        Self::Reply,
    ];
}

impl Strike {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::CrashBefore,
        Self::CrashAfter,
        Self::CutBefore,
        Self::CutAfter,
        Self::Late,
        Self::TooLate,
        Self::RestartBefore,
        Self::RestartAfter,
    ];
}

/// How often each strike fell at each point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits([[u64; Strike::ALL.len()]; Point::ALL.len()]);

impl Hits {
    /// One more.
    pub fn add(&mut self, point: Point, strike: Strike) {
        self.0[point as usize][strike as usize] += 1;
    }

    /// Those of another run as well.
    pub fn merge(&mut self, other: &Self) {
        for (row, more) in self.0.iter_mut().zip(&other.0) {
            for (sum, more) in row.iter_mut().zip(more) {
                *sum += more;
            }
        }
    }

    /// How often one fell.
    pub fn of(&self, point: Point, strike: Strike) -> u64 {
        self.0[point as usize][strike as usize]
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.0.iter().flatten().sum()
    }

    /// What never fell.
    pub fn missing(&self) -> Vec<(Point, Strike)> {
        let pairs = Point::ALL.into_iter().flat_map(|point| Strike::ALL.into_iter().map(move |strike| (point, strike)));
        pairs.filter(|(point, strike)| self.of(*point, *strike) == 0).collect()
    }

    /// As a table of Markdown.
    pub fn table(&self) -> String {
        let head: Vec<_> = Strike::ALL.iter().map(|strike| format!("{strike:?}")).collect();
        let mut lines = vec![format!("| point | {} |", head.join(" | "))];
        lines.push(format!("|---|{}", "---|".repeat(head.len())));
        for point in Point::ALL {
            let row: Vec<_> = Strike::ALL.iter().map(|strike| self.of(point, *strike).to_string()).collect();
            lines.push(format!("| {point:?} | {} |", row.join(" | ")));
        }
        lines.join("\n")
    }
}
