use tidings_core::{
    ErrorKind,
    envelope::{Encoded, Envelope},
    error::BoxError,
    event::{Event, EventInfo, EventRef},
    provider::{Admission, Claim, Content, Context, Limits, Provider, Target},
    runtime::Runtime,
};
use tidings_local::Local;

use crate::support::{Ping, Rx, bounded, connect, not_sent, ping, pinged, pinged_with, send, to_pings};

struct Unencodable;

struct Broken;

impl tidings_core::codec::Codec<Unencodable> for Broken {
    const CONTENT_TYPE: &'static str = "x/broken";
    const FORM: tidings_core::codec::Form = tidings_core::codec::Form::Binary;
    fn encode(_: &Unencodable) -> Result<bytes::Bytes, BoxError> {
        Err("no".into())
    }
    fn decode(_: &[u8]) -> Result<Unencodable, BoxError> {
        Err("no".into())
    }
}

impl Event for Unencodable {
    type Codec = Broken;
    fn info() -> &'static EventInfo {
        static INFO: EventInfo = EventInfo::new::<Unencodable>("unencodable");
        &INFO
    }
}

async fn received(receiver: &mut Rx) -> Envelope<Encoded> {
    match receiver.batch().await.remove(0).content {
        Content::Kept(kept) => {
            let body = kept.body().expect("it is encoded").clone();
            let body = Encoded::new(body, kept.content_type().to_owned(), kept.form());
            Envelope::encoded(kept.head().clone(), body)
        }
        _ => panic!("not encoded"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_encoded_event_arrives_as_bytes_with_everything_that_travels() {
    let connection = connect(&Local::encoded()).await;
    let mut receiver = Rx::open(&connection, &ping("a"), 10).await;
    let sent = pinged_with(7, |head| {
        head.headers_mut().set("session", "s1");
        head.set_key("customer");
        head.set_attempt(2);
        head.set_replay(1);
        head.set_version(3);
        head.set_delay(Some(std::time::Duration::from_secs(1)));
    });
    send(&to_pings(&connection), sent.clone()).await;
    let envelope = received(&mut receiver).await;
    let original = sent.envelope();
    assert_eq!((envelope.id(), envelope.occurred_at()), (original.id(), original.occurred_at()));
    assert_eq!((envelope.correlation_id(), envelope.causation_id()), (original.correlation_id(), None));
    assert_eq!((envelope.get("session"), envelope.key().as_deref()), (Some("s1"), Some("customer")));
    assert_eq!((envelope.attempt(), envelope.replay(), envelope.version()), (2, 1, 3));
    assert_eq!((envelope.content_type(), envelope.delay()), ("application/json", None));
    let decoded = envelope.decode::<Ping>().map_err(|_| ()).expect("it is a ping");
    assert_eq!(decoded.typed_event(), &Ping(7));
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_encoded_is_not_sent() {
    let connection = connect(&Local::encoded()).await;
    let sender = connection.sender(&Target::Address(EventRef::of::<Unencodable>()));
    let parcel = std::sync::Arc::new(Envelope::typed(Unencodable, &Runtime::system()));
    assert_eq!(not_sent(bounded(sender.offer(parcel, Admission::Wait)).await), ErrorKind::Encode);
}

#[tokio::test(start_paused = true)]
async fn a_body_above_the_limit_is_not_sent_and_one_at_the_limit_is() {
    let mut limits = Limits::default();
    limits.body_bytes = 2;
    let context = Context::new(Runtime::system(), limits);
    let connection = Local::encoded().connect(context).await.expect("it connects");
    let sender = to_pings(&connection);
    assert_eq!(not_sent(bounded(sender.offer(pinged(100), Admission::Wait)).await), ErrorKind::TooLarge);
    send(&sender, pinged(99)).await;
}

#[tokio::test(start_paused = true)]
async fn an_event_of_another_name_is_unreadable_in_every_mode() {
    for local in [Local::new(), Local::inline(), Local::encoded()] {
        let connection = connect(&local).await;
        let other: EventRef = EventInfo::external("pong").with_address("ping").into();
        let mut receiver = Rx::open(&connection, &Claim::shared(other, "a"), 10).await;
        send(&to_pings(&connection), pinged(1)).await;
        match receiver.batch().await.remove(0).content {
            Content::Unreadable { reason, envelope } => {
                assert!(reason.contains("`ping`") && reason.contains("`pong`"), "{reason}");
                assert_eq!(envelope.body().expect("it is encoded").as_ref(), b"1");
            }
            _ => panic!("it was readable"),
        }
    }
}
