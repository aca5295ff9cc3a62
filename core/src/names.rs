//! Which names events, listeners and servers may have, so that no broker misreads them.

use std::fmt;

/// What a name is for: an address may contain `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameUse {
    /// The name of an event, a listener or a pipeline.
    Name,
    /// Where an event goes on the broker.
    Address,
}

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing at all.
    Empty,
    /// White space, or a control character.
    Space,
    /// `::`, which separates address and queue.
    DoubleColon,
    /// A colon at the start or the end, which would join the separator.
    EdgeColon,
    /// A character that brokers give a meaning: `*`, `#`, `?`, `,`, `%`, and `/` outside an address.
    Special(char),
    /// A start that is the broker's or ours: `$`, `activemq.`, `dead_letter.`.
    Reserved(&'static str),
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::Space => f.write_str("contains white space or a control character"),
            Self::DoubleColon => f.write_str("contains `::`, which separates address and queue"),
            Self::EdgeColon => f.write_str("begins or ends with `:`, which would join the separator `::`"),
            Self::Special(c) => write!(f, "contains `{c}`, which brokers give a meaning"),
            Self::Reserved(start) => write!(f, "begins with `{start}`, which is reserved"),
        }
    }
}

/// Checks a name; usable in a constant, so that the macros refuse it at compile time.
///
/// # Errors
/// The first rule that the name breaks.
pub const fn check_name(name: &str, of: NameUse) -> Result<(), NameError> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Err(NameError::Empty);
    }
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            0..=b' ' | 0x7f => return Err(NameError::Space),
            b':' if at + 1 < bytes.len() && bytes[at + 1] == b':' => return Err(NameError::DoubleColon),
            b':' if at == 0 || at + 1 == bytes.len() => return Err(NameError::EdgeColon),
            special @ (b'*' | b'#' | b'?' | b',' | b'%') => return Err(NameError::Special(special as char)),
            b'/' if matches!(of, NameUse::Name) => return Err(NameError::Special('/')),
            // The Unicode spaces and controls that two and three bytes can hold: U+0080..=U+00A0, U+2000..=U+200F,
            // U+2028..=U+202F, U+3000, U+FEFF.
            0xc2 if at + 1 < bytes.len() && bytes[at + 1] <= 0xa0 => return Err(NameError::Space),
            0xe2 if at + 2 < bytes.len()
                && bytes[at + 1] == 0x80
                && (bytes[at + 2] <= 0x8f || (bytes[at + 2] >= 0xa8 && bytes[at + 2] <= 0xaf)) =>
            {
                return Err(NameError::Space);
            }
            0xe3 if at + 2 < bytes.len() && bytes[at + 1] == 0x80 && bytes[at + 2] == 0x80 => {
                return Err(NameError::Space);
            }
            0xef if at + 2 < bytes.len() && bytes[at + 1] == 0xbb && bytes[at + 2] == 0xbf => {
                return Err(NameError::Space);
            }
            _ => {}
        }
        at += 1;
    }
    const RESERVED: [&str; 3] = ["$", "activemq.", "dead_letter."];
    let mut at = 0;
    while at < RESERVED.len() {
        if starts_with(bytes, RESERVED[at].as_bytes()) {
            return Err(NameError::Reserved(RESERVED[at]));
        }
        at += 1;
    }
    Ok(())
}

const fn starts_with(text: &[u8], start: &[u8]) -> bool {
    if text.len() < start.len() {
        return false;
    }
    let mut at = 0;
    while at < start.len() {
        if text[at] != start[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_broker_would_misread_is_refused() {
        for (name, error) in [
            ("", NameError::Empty),
            ("a b", NameError::Space),
            ("a\u{a0}b", NameError::Space),
            ("a\u{3000}b", NameError::Space),
            ("a\u{1}", NameError::Space),
            ("a::b", NameError::DoubleColon),
            (":a", NameError::EdgeColon),
            ("a:", NameError::EdgeColon),
            ("a*", NameError::Special('*')),
            ("a#", NameError::Special('#')),
            ("a?x", NameError::Special('?')),
            ("a,b", NameError::Special(',')),
            ("a%20", NameError::Special('%')),
            ("a/b", NameError::Special('/')),
            ("$sys", NameError::Reserved("$")),
            ("activemq.notifications", NameError::Reserved("activemq.")),
            ("dead_letter.a.b", NameError::Reserved("dead_letter.")),
        ] {
            assert_eq!(check_name(name, NameUse::Name), Err(error), "{name:?}");
        }
    }

    #[test]
    fn usual_names_pass_and_an_address_may_contain_a_slash() {
        for name in ["order.placed", "OrderPlaced", "a-b_c", "größe", "a:b", "日本"] {
            assert_eq!(check_name(name, NameUse::Name), Ok(()), "{name:?}");
        }
        assert_eq!(check_name("/queue/orders", NameUse::Address), Ok(()));
    }
}
