use serde::{Deserialize, Serialize};

use crate::Sample;

/// A line that a worker writes: first [`Ready`](Self::Ready), then one for each order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is set up and waits for orders.
    Ready,
    /// What the order came to.
    Sample(Sample),
    /// Why there will be no more.
    Failed(String),
}
