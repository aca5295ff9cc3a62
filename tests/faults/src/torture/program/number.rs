//! The number of an event: who sent it in which life, and the place in the order of sending.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Number {
    pub(crate) publisher: u16,
    pub(crate) life: u16,
    /// From 1.
    pub(crate) place: u32,
}

impl Number {
    pub(crate) fn as_u64(self) -> u64 {
        u64::from(self.publisher) << 48 | u64::from(self.life) << 32 | u64::from(self.place)
    }

    pub(crate) fn from_u64(n: u64) -> Self {
        Self { publisher: (n >> 48) as u16, life: (n >> 32) as u16, place: n as u32 }
    }

    /// Every third event is a note, which has no key.
    pub(crate) fn is_note(self) -> bool {
        self.place.is_multiple_of(3)
    }

    /// The key of an order. There are always some keys at work, and new ones come again and again: a broker keeps a key
    /// with the process that has it, so that one which joins gets the new ones only.
    pub(crate) fn key(self) -> String {
        format!("{}-{}-{}-{}", self.publisher, self.life, self.place / 500, self.place % 7)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.publisher, self.life, self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back() {
        let number = Number { publisher: 2, life: 300, place: 70_000 };
        assert_eq!(Number::from_u64(number.as_u64()), number);
    }
}
