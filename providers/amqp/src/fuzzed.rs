//! The door through which fuzzing comes in.

use fe2o3_amqp::types::{
    messaging::{self, AmqpValue},
    primitives::Value,
};
use tidings_wire::link::Message;

use crate::{envelope, guarded::Guarded};

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
