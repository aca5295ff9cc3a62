use tidings::event;

use super::Number;
use crate::torture::chance::mix;

/// An event with a key.
#[event(name = "torture.order", durable, key = customer)]
pub(crate) struct Order {
    pub(crate) n: u64,
    pub(crate) customer: String,
    pub(crate) text: String,
    pub(crate) sum: u64,
}

/// An event without one.
#[event(name = "torture.note", durable)]
pub(crate) struct Note {
    pub(crate) n: u64,
    pub(crate) text: String,
    pub(crate) sum: u64,
}

impl Order {
    pub(crate) fn new(number: Number, text_bytes: Option<usize>) -> Self {
        let (n, text) = (number.as_u64(), text(number, text_bytes));
        Self { n, customer: number.key(), sum: sum(n, &text), text }
    }

    /// Whether it is what was sent.
    pub(crate) fn is_whole(&self) -> bool {
        self.customer == Number::from_u64(self.n).key() && self.sum == sum(self.n, &self.text)
    }
}

impl Note {
    pub(crate) fn new(number: Number, text_bytes: Option<usize>) -> Self {
        let (n, text) = (number.as_u64(), text(number, text_bytes));
        Self { n, sum: sum(n, &text), text }
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.sum == sum(self.n, &self.text)
    }
}

/// Text of this length, or of a short one of its own, with what an encoding may trip over.
fn text(number: Number, bytes: Option<usize>) -> String {
    let bytes = bytes.unwrap_or((mix(number.as_u64()) % 400) as usize);
    format!("Jörg \\ \"{number}\"\n{}", "x".repeat(bytes))
}

/// FNV-1a.
fn sum(n: u64, text: &str) -> u64 {
    n.to_le_bytes()
        .iter()
        .chain(text.as_bytes())
        .fold(0xCBF2_9CE4_8422_2325, |sum: u64, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
