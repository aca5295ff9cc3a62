use serde::{Deserialize, Serialize};
use tidings_bench_measure::nanos;

/// An event whose JSON has a given size, within a few bytes.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) n: u64,
    text: String,
}

impl Body {
    pub(super) fn new(n: u64, bytes: usize) -> Self {
        // The names, the marks and a number of five digits.
        Self { n, text: "x".repeat(bytes.saturating_sub(22)) }
    }
}

/// What tells the events of a bare client apart, so that the broker takes none for a duplicate.
pub(super) struct Numbers {
    run: u64,
    last: u64,
}

impl Numbers {
    pub(super) fn new() -> Self {
        // No two processes begin at one time.
        Self { run: nanos(), last: 0 }
    }

    /// The next event's.
    pub(super) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// An event's id, as long as those of Tidings.
    pub(super) fn id(&self, n: u64) -> String {
        format!("{:08x}-{:04x}-7000-8000-{n:012x}", self.run >> 16, self.run & 0xffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_its_size() {
        for bytes in [200, 1_024] {
            let json = serde_json::to_string(&Body::new(12_345, bytes)).unwrap();
            assert!(json.len().abs_diff(bytes) <= 4, "{}", json.len());
        }
    }
}
