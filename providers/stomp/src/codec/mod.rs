//! STOMP frames over bytes, in versions 1.0 to 1.2.
//!
//! [`Codec`] is a [`Decoder`](tokio_util::codec::Decoder) and an [`Encoder`](tokio_util::codec::Encoder), for
//! `tokio_util::codec::Framed` or to be called by hand; [`FrameWriter`] writes a frame without building one first.
//!
//! ```
//! use bytes::BytesMut;
//! use tidings_stomp::codec::{Codec, Command, FrameWriter, Item, Limits, Version};
//! use tokio_util::codec::Decoder;
//!
//! let mut bytes = BytesMut::new();
//! FrameWriter::new(&mut bytes, Version::V1_2, Command::Send)
//!     .header("destination", "orders::store")
//!     .text(b"{\"id\":1}")?;
//! assert_eq!(bytes, "SEND\ndestination:orders\\c\\cstore\n\n{\"id\":1}\0");
//!
//! let Some(Item::Frame(frame)) = Codec::new(Limits::default()).decode(&mut bytes)? else { panic!("a frame") };
//! assert_eq!(frame.header("destination"), Some("orders::store"));
//! assert_eq!(frame.body, "{\"id\":1}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is read
//! - Lines end with LF. CR LF is taken everywhere in 1.2, and in a frame of an older version whose first line ends so;
//!   a CR elsewhere is part of its header.
//! - Of a header that comes more than once, the first counts ([`Headers::get`]), as for `content-length`; the last is
//!   reachable ([`Headers::get_last`]).
//! - A name ends at the first colon of its line. A colon in a value need not be escaped, and nothing is trimmed.
//! - An undefined escape ends the conversation, except in an `ERROR`, which ends it anyhow and whose words are wanted.
//! - NUL and bytes that are not UTF-8 are taken in headers ([`Headers`] says how they read): brokers that bridge
//!   protocols send them.
//! - A `CONNECTED` frame sets the version by its header `version`; without one it is 1.0.
//!
//! # What is written
//! - A body goes without `content-length` as text, or with it as binary; brokers tell the two kinds apart by that.
//! - What the version cannot express, as a line end in a header of 1.0, is refused and nothing is written.

mod command;
mod decode;
mod encode;
mod escape;
mod frame;
mod framed;
mod headers;
mod limits;
mod version;

pub use command::Command;
pub use decode::DecodeError;
pub use encode::{EncodeError, FrameWriter, HEART_BEAT, HeaderLine};
pub use frame::{Frame, Item};
pub use framed::Codec;
pub use headers::Headers;
pub use limits::Limits;
pub use version::Version;
