use serde::{Deserialize, Serialize};

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
