//! Bodies of every size and form arrive byte by byte, between every two protocols.

use bytes::Bytes;

use crate::support::{Listener, Noted, Order, Over, Raw, Tag, Text, end, pairs, start, within};

/// Around the length from which Artemis keeps a message apart (100 KiB), and that from which AMQP writes lengths anew.
const LENGTHS: [usize; 12] =
    [1, 255, 256, 1_000, 65_536, 100_000, 102_399, 102_400, 102_401, 110_000, 1_000_000, 5_000_000];

async fn arrive<E: Noted>(from: Over, to: Over, bodies: impl IntoIterator<Item = Bytes>) {
    let mut listener = Listener::<E>::new("archive");
    let listening = start(to.provider().await, |builder| builder.listen(listener.claim(), listener.ok(to))).await;
    let sending = start(from.provider().await, |builder| builder).await;
    for body in bodies {
        let event = E::of_bytes(body);
        let sent = within("the confirmation", sending.send_event(event.clone())).await;
        sent.map_err(|error| error.error().to_string()).unwrap();
        assert!(listener.next().await.event == event, "{event:?} came as others");
    }
    end(sending).await;
    end(listening).await;
    assert_eq!(listener.rest().len(), 0);
}

/// So many bytes of text, of characters of up to four bytes.
fn text(length: usize) -> Bytes {
    let mut text = "größer als 日本語 und 🦀\r\n\\c:".repeat(length / 30);
    text.truncate((0..=length.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default());
    text.extend(std::iter::repeat_n('x', length - text.len()));
    text.into()
}

/// So many bytes that no text is made of.
fn noise(length: usize) -> Bytes {
    b"\0\xff\xfe\n\0\n".iter().copied().chain(0..=u8::MAX).cycle().take(length).collect()
}

async fn texts<T: Tag>(from: Over, to: Over) {
    arrive::<Text<T>>(from, to, LENGTHS.map(text)).await;
}

async fn bytes<T: Tag>(from: Over, to: Over) {
    arrive::<Raw<T>>(from, to, LENGTHS.map(noise)).await;
}

async fn mixed<T: Tag>(from: Over, to: Over) {
    let like_text = [
        &b"a"[..],
        b"{\"n\":1}",
        b"SEND\ndestination:x\n\nbody\0",
        b"\0",
        b"\n",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\r\n\r\n",
    ];
    arrive::<Raw<T>>(from, to, like_text.map(Bytes::from_static)).await;
}

async fn odd_texts<T: Tag>(from: Over, to: Over) {
    let texts =
        ["\0", "a\0b\0", "\n", "^@", "\u{feff}", "\u{0}\u{1}\u{7f}\u{9f}\u{fffd}\u{ffff}\u{10ffff}", "\r\n\r\n"];
    arrive::<Text<T>>(from, to, texts.map(|text| Bytes::from_static(text.as_bytes()))).await;
}

async fn json<T: Tag>(from: Over, to: Over) {
    arrive::<Order<T>>(from, to, [0, 1, 1_000, 102_400, 1_000_000].map(text)).await;
}

pairs!(a_text_of_any_length_arrives = texts);
pairs!(a_durable_text_of_any_length_arrives = texts: durable);
pairs!(bytes_of_any_length_arrive = bytes);
pairs!(durable_bytes_of_any_length_arrive = bytes: durable);
pairs!(bytes_that_look_like_text_stay_bytes = mixed: durable);
pairs!(a_text_of_odd_characters_arrives = odd_texts: durable);
pairs!(an_event_as_json_arrives = json);
