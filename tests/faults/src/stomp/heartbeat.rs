use crate::model::Time;

/// The least time between two signs of life, in milliseconds.
const LEAST_MS: u64 = 500;
/// What the broker wants of a client that offers nothing.
const UNASKED_MS: u64 = 30_000;
/// How long it takes the silence of a client that agreed on nothing.
const PATIENCE: Time = Time::from_secs(60);

/// What was agreed about signs of life, as Artemis answers what clients ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heartbeat {
    /// How often the broker gives one; `None` is never.
    pub(super) gives: Option<Time>,
    /// After which silence of the client the broker ends the connection.
    pub(super) patience: Time,
    asked: bool,
}

impl Heartbeat {
    /// Reads the header of a `CONNECT`: what the client gives, and what it wants.
    pub(super) fn of(header: Option<&str>) -> Self {
        let Some((gives, wants)) = header.and_then(|header| header.split_once(',')) else {
            return Self { gives: None, patience: PATIENCE, asked: false };
        };
        let millis = |text: &str| text.trim().parse::<u64>().unwrap_or(0);
        let (theirs, ours) = (millis(gives), millis(wants));
        let wanted = if theirs == 0 { UNASKED_MS } else { theirs.max(LEAST_MS) };
        let gives = (ours > 0).then(|| Time::from_millis(ours.max(LEAST_MS)));
        Self { gives, patience: Time::from_millis(2 * wanted), asked: true }
    }

    /// The header of a `CONNECTED`; none where the client had none.
    pub(super) fn header(self) -> Option<String> {
        let gives = self.gives.map_or(0, |gives| gives.as_millis());
        self.asked.then(|| format!("{gives},{}", self.patience.as_millis() / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heartbeats_are_answered_as_artemis_was_seen_to() {
        for (asked, answer, patience) in [
            ("0,0", "0,30000", 60_000),
            ("0,1000", "1000,30000", 60_000),
            ("100,100", "500,500", 1_000),
            ("1000,100", "500,1000", 2_000),
            ("5000,5000", "5000,5000", 10_000),
            ("60000,60000", "60000,60000", 120_000),
        ] {
            let agreed = Heartbeat::of(Some(asked));
            assert_eq!(agreed.header().as_deref(), Some(answer), "{asked}");
            assert_eq!(agreed.patience, Time::from_millis(patience), "{asked}");
        }
        assert_eq!(Heartbeat::of(None).header(), None);
    }
}
