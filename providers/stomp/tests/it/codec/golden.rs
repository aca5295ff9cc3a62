//! Frames as real brokers send them.

use tidings_stomp::codec::{Codec, Command, Limits, Version};

use super::{frame, frames, headers, read};

/// Apache Artemis 2.56.0.
const CONNECTED: &[u8] = b"CONNECTED\nversion:1.2\nsession:e459e334\nheart-beat:10000,10000\n\
    server:ActiveMQ-Artemis/2.56.0 ActiveMQ Artemis Messaging Engine\n\n\0";

#[test]
fn artemis_accepts_a_connection() {
    let frame = frame(CONNECTED);
    assert_eq!(frame.command, Command::Connected);
    assert_eq!(frame.header("heart-beat"), Some("10000,10000"));
    assert_eq!(frame.header("server"), Some("ActiveMQ-Artemis/2.56.0 ActiveMQ Artemis Messaging Engine"));
}

#[test]
fn artemis_accepts_a_connection_that_named_no_version() {
    let mut codec = Codec::new(Limits::default());
    assert_eq!(read(&mut codec, b"CONNECTED\nsession:e459e334\n\n\0", &[]).0.len(), 1);
    assert_eq!(codec.version(), Version::V1_0);
}

#[test]
fn artemis_refuses_a_password() {
    let text = "Security Error occurred: User name [admin] or password is invalid";
    let bytes = format!(
        "ERROR\nmessage:Security Error occurred\\c User name [admin] or password is invalid\n\
         content-type:text/plain\ncontent-length:65\n\n{text}\0"
    );
    let frame = frame(bytes.as_bytes());
    assert_eq!(
        (frame.command, frame.header("message"), &frame.body[..]),
        (Command::Error, Some(text), text.as_bytes())
    );
}

#[test]
fn artemis_ends_a_silent_connection() {
    let frame = frame(
        b"ERROR\nmessage:AMQ229014\\c Did not receive data from 127.0.0.1\\c52720 within the 60000ms connection TTL. \
          The connection will now be closed.\n\n\0",
    );
    assert!(frame.header("message").is_some_and(|text| text.starts_with("AMQ229014: ") && text.contains(":52720 ")));
}

#[test]
fn artemis_refuses_a_version() {
    let frame = frame(
        b"ERROR\nmessage:AMQ339002 Stomp versions not supported 1.3\nversion:1.0,1.1,1.2\n\
          content-type:text/plain\ncontent-length:0\n\n\0",
    );
    assert_eq!(frame.header("version"), Some("1.0,1.1,1.2"));
}

#[test]
fn artemis_confirms_a_send() {
    let frames = frames(b"RECEIPT\nreceipt-id:rc-1\n\n\0RECEIPT\nreceipt-id:rc-2\n\n\0");
    assert_eq!(frames.iter().map(|frame| frame.header("receipt-id")).collect::<Vec<_>>(), [Some("rc-1"), Some("rc-2")]);
}

#[test]
fn artemis_delivers_a_message() {
    let frame = frame(
        "MESSAGE\nsubscription:1\nmessage-id:827\ndestination:E\\c\\cQ\nexpires:0\nredelivered:false\npriority:4\n\
         persistent:true\ntimestamp:1700000000500\ncontent-type:application/json\ndestination-type:MULTICAST\n\
         occurred_at:2026-11-21T10\\c00\\c00Z\nnote:wörld€\nreceipt:r-7\ndestination-type:MULTICAST\nack:827,799\n\
         content-length:13\n\n{\"n\":\"wör\"}\0"
            .replace("content-length:13", "content-length:12")
            .as_bytes(),
    );
    assert_eq!(frame.header("destination"), Some("E::Q"));
    assert_eq!(frame.header("occurred_at"), Some("2026-11-21T10:00:00Z"));
    assert_eq!(frame.header("note"), Some("wörld€"));
    assert_eq!(frame.headers.get_last("ack"), Some("827,799"));
    assert_eq!(headers(&frame).iter().filter(|(name, _)| *name == "destination-type").count(), 2);
    assert_eq!(frame.body, "{\"n\":\"wör\"}");
}

#[test]
fn artemis_puts_its_own_headers_around_forged_ones() {
    let frame = frame(
        b"MESSAGE\nsubscription:1\nmessage-id:5\ndestination:E\nredelivered:false\ntimestamp:17\nmessage-id:evil\n\
          subscription:evil\nredelivered:evil\ntimestamp:evil\nack:evil\nack:5,1\ncontent-length:2\n\nok\0",
    );
    assert_eq!(frame.headers.get_last("ack"), Some("5,1"));
    let firsts = ["subscription", "message-id", "redelivered", "timestamp"].map(|name| frame.header(name));
    assert_eq!(firsts, [Some("1"), Some("5"), Some("false"), Some("17")]);
}

#[test]
fn artemis_delivers_an_amqp_null_as_its_encoding() {
    let frame = frame(b"MESSAGE\nsubscription:1\nempty:\ncontent-length:6\n\n\0Sp\xc0\x04\0\0");
    assert_eq!((&frame.body[..], frame.header("empty")), (&b"\0Sp\xc0\x04\0"[..], Some("")));
}

/// RabbitMQ 3.10 hands the properties of an AMQP 1.0 message on as they are.
#[test]
fn rabbitmq_delivers_what_came_over_amqp() {
    let frame = frame(
        b"MESSAGE\nsubscription:1\ndestination:/topic/E\nmessage-id:T_1@@session-x@@1\nredelivered:false\n\
          x-amqp-1.0-properties:\0Ss\xd0\0\0\0\x0b\0\0\0\x01\xa1\x03m-1\n\
          x-amqp-1.0-app-properties:\0St\xc1\x0b\x02\xa1\x01k\\c\xa1\x02\\n\\\\v\ncontent-type:text/plain\n\
          persistent:1\ncontent-length:2\n\n{}\0\n",
    );
    let undecodable = frame.headers.undecodable().collect::<Vec<_>>();
    assert_eq!(undecodable, ["x-amqp-1.0-properties", "x-amqp-1.0-app-properties"]);
    assert_eq!((frame.header("persistent"), &frame.body[..]), (Some("1"), &b"{}"[..]));
}

/// ActiveMQ Classic puts a line end behind each frame.
#[test]
fn classic_delivers_frames_with_line_ends_behind_them() {
    let bytes = b"CONNECTED\nserver:ActiveMQ/5.17.2\nheart-beat:0,0\nsession:ID\\chost-1\nversion:1.2\n\n\0\n\
        MESSAGE\nexpires:0\ndestination:/queue/Consumer.L.VirtualTopic.E\nack:ID\\chost-2\nsubscription:1\npriority:4\n\
        message-id:ID\\chost-3\npersistent:true\ntimestamp:1\noriginal-destination:/topic/VirtualTopic.E\n\n{}\0\n";
    let frames = frames(bytes);
    // What opens a conversation is not escaped, whatever it looks like.
    assert_eq!(frames[0].header("session"), Some("ID\\chost-1"));
    assert_eq!((frames[1].header("ack"), &frames[1].body[..]), (Some("ID:host-2"), &b"{}"[..]));
}
