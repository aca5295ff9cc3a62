//! `5s`, `100ms`, `100ms..30s`.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::LitStr;

use super::value;
use crate::problems::Problems;

/// A length of time, and where it is written.
pub(crate) struct Time {
    pub(crate) length: Duration,
    pub(crate) span: Span,
}

/// The pauses between attempts: the same every time, or growing from `min` to `max`.
pub(crate) struct Pauses {
    pub(crate) min: Duration,
    pub(crate) max: Option<Duration>,
    pub(crate) span: Span,
}

impl Time {
    pub(super) fn read(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Self> {
        let written: LitStr = value::parsed(tokens, problems, wanted)?;
        let length = length(&written.value());
        if length.is_none() {
            problems.at(&written, wanted);
        }
        Some(Self { length: length?, span: written.span() })
    }
}

impl Pauses {
    pub(super) fn read(tokens: TokenStream, problems: &mut Problems, wanted: &str) -> Option<Self> {
        let written: LitStr = value::parsed(tokens, problems, wanted)?;
        let pauses = pauses(&written.value());
        if pauses.is_none() {
            problems.at(&written, wanted);
        }
        pauses.map(|(min, max)| Self { min, max, span: written.span() })
    }
}

fn pauses(text: &str) -> Option<(Duration, Option<Duration>)> {
    match text.split_once("..") {
        Some((min, max)) => Some((length(min)?, Some(length(max)?))),
        None => Some((length(text)?, None)),
    }
}

/// A whole number and its unit: `ms`, `s`, `m` or `h`.
fn length(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let number: u64 = number.parse().ok()?;
    let millis = match unit.trim_start() {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_whole_number_and_its_unit() {
        for (text, millis) in [("100ms", 100), ("5s", 5_000), (" 2 m ", 120_000), ("1h", 3_600_000), ("0s", 0)] {
            assert_eq!(length(text), Some(Duration::from_millis(millis)), "{text:?}");
        }
        for text in ["", "5", "s", "5 apples", "-5s", "1.5s", "99999999999999999999s", "18446744073709551615h"] {
            assert_eq!(length(text), None, "{text:?}");
        }
    }

    #[test]
    fn pauses_grow_between_two_lengths_or_stay_the_same() {
        let ms = Duration::from_millis;
        assert_eq!(pauses("100ms..30s"), Some((ms(100), Some(ms(30_000)))));
        assert_eq!(pauses("1s .. 1m"), Some((ms(1_000), Some(ms(60_000)))));
        assert_eq!(pauses("2s"), Some((ms(2_000), None)));
        for text in ["..", "1s..", "..1s", "1s...2s", "1s..2s..3s", "1s-2s"] {
            assert_eq!(pauses(text), None, "{text:?}");
        }
    }
}
