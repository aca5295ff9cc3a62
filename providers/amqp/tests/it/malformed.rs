//! What no decoder can read costs its own delivery, and no listener.

use fe2o3_amqp::types::messaging::{AmqpValue, Message};
use serde::{Serialize, Serializer};
use tidings_broker::shared;
use tidings_core::provider::Content;

use crate::{raw, support::*};

/// Bytes that stand on the wire as they are.
struct Raw(&'static [u8]);

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Bytes(&'static [u8]);
        impl Serialize for Bytes {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(self.0)
            }
        }
        // The name by which serde_amqp knows bytes that are encoded already.
        serializer.serialize_newtype_struct("__LAZY_VALUE", &Bytes(self.0))
    }
}

/// A map that says it has no room for its own count: a decoder that counts on it counts below zero.
const NO_MAP: &[u8] = &[0xc1, 0x00, 0x00];
/// The same for a list.
const NO_LIST: &[u8] = &[0xc0, 0x00, 0x00];
/// The same for a longer map, with all the room that it wants.
const NO_LONG_MAP: &[u8] = &[0xd1, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00];
/// A body, and behind it, where the broker does not look, application-properties that are such a map.
const BEHIND_THE_BODY: &[u8] = &[0xa1, 0x02, b'{', b'}', 0x00, 0x53, 0x74, 0xc1, 0x00, 0x00];

#[tokio::test]
async fn a_body_that_no_decoder_can_read_is_one_unreadable_delivery_and_the_next_is_handled() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    for body in [NO_MAP, NO_LIST, NO_LONG_MAP] {
        raw::send(broker, event.address(), Message::from(AmqpValue(Raw(body)))).await;
        let incoming = listener.next().await;
        assert!(matches!(incoming.content, Content::Unreadable { .. }), "{body:?}");
        listener.accept(incoming.token);
    }
    raw::send(broker, event.address(), Message::from(AmqpValue("next".to_owned()))).await;
    assert_eq!((listener.take().await, listener.losses), ("next".to_owned(), 0));
    close(&*connection).await;
}

#[tokio::test]
async fn what_is_broken_behind_the_body_is_one_unreadable_delivery_and_the_next_is_handled() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 1).await;
    raw::send(broker, event.address(), Message::from(AmqpValue(Raw(BEHIND_THE_BODY)))).await;
    raw::send(broker, event.address(), Message::from(AmqpValue("next".to_owned()))).await;
    let incoming = listener.next().await;
    assert!(matches!(incoming.content, Content::Unreadable { .. }));
    listener.accept(incoming.token);
    assert_eq!((listener.take().await, listener.losses), ("next".to_owned(), 0));
    close(&*connection).await;
}

#[tokio::test]
async fn a_message_of_many_frames_is_read_whole() {
    let broker = shared().await.unwrap();
    let connection = connect(broker).await;
    let (event, claim) = durable();
    let mut listener = listen(&*connection, &claim, 10).await;
    for bytes in [100, 131_072 - 8, 131_072, 1_048_576 - 8, 1_048_576, 3_000_000] {
        let text = "x".repeat(bytes);
        raw::send(broker, event.address(), Message::from(AmqpValue(text.clone()))).await;
        assert!(listener.take().await == text, "{bytes}");
    }
    assert_eq!(listener.losses, 0);
    close(&*connection).await;
}
