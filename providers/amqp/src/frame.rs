//! Frames of AMQP as bytes, as far as somebody between client and socket has to know them: AMQP 1.0 §2.3.1, §2.7.5.

/// What every frame begins with: its size, where its body begins in words of four bytes, its type and its channel.
pub(crate) const HEADER: usize = 8;
/// The type of frames that are not of the login.
pub(crate) const AMQP: u8 = 0;

/// The descriptor of a transfer, in both encodings of the number.
const TRANSFER: [&[u8]; 2] = [&[0x00, 0x53, 0x14], &[0x00, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x14]];
/// That of the frame which opens a connection, as our own side writes it.
const OPEN: &[u8] = &[0x00, 0x53, 0x10];

/// What is in a frame that is not of the login.
fn body(frame: &[u8]) -> Option<&[u8]> {
    let (start, kind) = (usize::from(*frame.get(4)?).max(2) * 4, frame.get(5)?);
    frame.get(start..).filter(|_| *kind == AMQP)
}

/// Whether our own side opens a connection with this frame.
pub(crate) fn is_open(frame: &[u8]) -> bool {
    body(frame).is_some_and(|body| body.starts_with(OPEN))
}

/// A frame with a part of a message, or all of it.
pub(crate) struct Transfer<'a> {
    fields: &'a [u8],
    /// What is behind its fields.
    pub(crate) payload: &'a [u8],
}

impl<'a> Transfer<'a> {
    /// What is in a frame; `None` for any other.
    pub(crate) fn of(frame: &'a [u8]) -> Option<Self> {
        let body = body(frame)?;
        let list = TRANSFER.iter().find_map(|descriptor| body.strip_prefix(*descriptor))?;
        let (code, rest) = list.split_first()?;
        // The bytes of the length, and of the count behind it.
        let width = match code {
            0x45 => return Some(Self { fields: &[], payload: rest }),
            0xc0 => 1,
            0xd0 => 4,
            _ => return None,
        };
        let (length, rest) = rest.split_at_checked(width)?;
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let (fields, payload) = rest.split_at_checked(length)?;
        Some(Self { fields: fields.get(width..).unwrap_or_default(), payload })
    }

    /// Whether a message begins with it: what goes on with one does not say again which.
    pub(crate) fn begins(&self) -> bool {
        // Behind the handle.
        let delivery_id = match self.fields.first() {
            Some(0x43) => self.fields.get(1),
            Some(0x52) => self.fields.get(2),
            Some(0x70) => self.fields.get(5),
            _ => None,
        };
        delivery_id.is_some_and(|code| *code != 0x40)
    }
}
