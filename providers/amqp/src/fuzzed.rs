//! The door through which fuzzing comes in, and the counting of what messages cost.

use fe2o3_amqp::types::{
    messaging::{
        self, AmqpValue,
        message::__private::{Deserializable, Serializable},
    },
    primitives::Value,
};
use tidings_wire::link::Message;

use crate::{
    envelope::{self, Ingoing},
    guarded::Guarded,
};

/// Writes a message as the bytes of a transfer.
///
/// # Errors
/// What AMQP cannot say.
pub fn encode(message: Message) -> Result<Vec<u8>, serde_amqp::Error> {
    serde_amqp::to_vec(&Serializable(envelope::write(message)))
}

/// Reads the bytes of a transfer.
///
/// # Errors
/// If they are no message.
pub fn decode(bytes: &[u8]) -> Result<Message, serde_amqp::Error> {
    let message: Deserializable<Ingoing> = serde_amqp::from_slice(bytes)?;
    Ok(envelope::read(message.0))
}

/// Writes a message in the words of AMQP, and reads it as a link does.
pub fn read_again(message: Message) -> Message {
    let written = envelope::write(message);
    envelope::read(messaging::Message {
        header: written.header,
        delivery_annotations: written.delivery_annotations,
        message_annotations: written.message_annotations,
        properties: written.properties,
        application_properties: written.application_properties,
        body: match written.body {
            messaging::Body::Value(AmqpValue(text)) => {
                messaging::Body::Value(AmqpValue(Guarded(Value::from(String::from_utf8_lossy(&text.0).into_owned()))))
            }
            messaging::Body::Data(data) => messaging::Body::Data(data),
            _ => messaging::Body::Empty,
        },
        footer: None,
    })
}
