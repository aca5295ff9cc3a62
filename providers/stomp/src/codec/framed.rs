use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

use super::{
    decode::{self, DecodeError},
    encode::{self, EncodeError},
    frame::{Frame, Item},
    limits::Limits,
    version::Version,
};

/// One side of a conversation: reads the frames of the other, and writes its own.
///
/// The version is 1.2 until a `CONNECTED` frame is read or written, which sets it.
/// After an error of reading, every further call gives [`DecodeError::Broken`].
#[derive(Debug, Default)]
pub struct Codec {
    limits: Limits,
    version: Version,
    state: decode::State,
}

impl Codec {
    /// A codec for one conversation, which takes no larger frames.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The version by which headers are escaped.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The number of a plain receipt that is there, whole; anything else is left to the decoder.
    pub(crate) fn receipt(&mut self, source: &mut BytesMut) -> Option<u64> {
        self.state.receipt(source)
    }

    /// Sets the version, where it is known without a `CONNECTED` frame.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
    }
}

impl Decoder for Codec {
    type Item = Item;
    type Error = DecodeError;

    fn decode(&mut self, source: &mut BytesMut) -> Result<Option<Item>, DecodeError> {
        self.state.decode(source, self.limits, &mut self.version)
    }

    fn decode_eof(&mut self, source: &mut BytesMut) -> Result<Option<Item>, DecodeError> {
        match self.decode(source)? {
            None if !self.state.is_between() || !source.is_empty() => Err(DecodeError::Truncated),
            item => Ok(item),
        }
    }
}

impl Encoder<&Frame> for Codec {
    type Error = EncodeError;

    fn encode(&mut self, frame: &Frame, buffer: &mut BytesMut) -> Result<(), EncodeError> {
        encode::encode(frame, self.version, buffer)?;
        self.version = frame.agreed_version().and_then(Version::from_name).unwrap_or(self.version);
        Ok(())
    }
}

impl Encoder<Frame> for Codec {
    type Error = EncodeError;

    fn encode(&mut self, frame: Frame, buffer: &mut BytesMut) -> Result<(), EncodeError> {
        self.encode(&frame, buffer)
    }
}
