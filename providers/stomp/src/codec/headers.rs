use std::{fmt, ops::Range};

/// The headers of a frame, in their order; a name may come more than once.
///
/// Received headers are one text, unescaped where they lie: reading them allocates that and the list of their places.
///
/// A name or value that is not UTF-8 reads with U+FFFD in place of what could not be decoded, and is named by
/// [`undecodable`](Self::undecodable): brokers that bridge protocols send such headers, and one of them must not end
/// the conversation.
#[derive(Clone, Default)]
pub struct Headers {
    text: String,
    fields: Vec<Field>,
}

/// Where a header lies in the text.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    /// Whether it reads as it was sent.
    pub(super) exact: bool,
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn received(text: String, fields: Vec<Field>) -> Self {
        Self { text, fields }
    }

    /// The value of the first header of this name: the one that counts, says the protocol.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.named(name).next().map(|field| self.str(&field.value))
    }

    /// The value of the last header of this name.
    ///
    /// Artemis puts its own `ack` behind one that the sender of the message made up; of a `MESSAGE`, the last `ack` is
    /// the one to answer.
    pub fn get_last(&self, name: &str) -> Option<&str> {
        self.named(name).next_back().map(|field| self.str(&field.value))
    }

    /// Names and values, in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> + ExactSizeIterator {
        self.fields.iter().map(|field| (self.str(&field.name), self.str(&field.value)))
    }

    /// The names of the headers that were not UTF-8, in their order.
    pub fn undecodable(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|field| !field.exact).map(|field| self.str(&field.name))
    }

    /// Adds a header behind all others.
    pub fn push(&mut self, name: &str, value: &str) {
        let name = self.append(name);
        let value = self.append(value);
        self.fields.push(Field { name, value, exact: true });
    }

    /// How many bytes they take, without what frames them.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How many headers there are, repeated ones included.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn append(&mut self, part: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(part);
        start..self.text.len()
    }

    fn named(&self, name: &str) -> impl DoubleEndedIterator<Item = &Field> {
        self.fields.iter().filter(move |field| self.text.get(field.name.clone()) == Some(name))
    }

    fn str(&self, place: &Range<usize>) -> &str {
        // No field begins or ends within a character.
        self.text.get(place.clone()).unwrap_or_default()
    }
}

impl PartialEq for Headers {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Headers {}

impl<N: AsRef<str>, V: AsRef<str>> Extend<(N, V)> for Headers {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, headers: I) {
        for (name, value) in headers {
            self.push(name.as_ref(), value.as_ref());
        }
    }
}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let mut all = Self::new();
        all.extend(headers);
        all
    }
}

/// A password does not show.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.iter().map(|(name, value)| (name, if name == "passcode" { "***" } else { value }));
        f.debug_map().entries(shown).finish()
    }
}
