use std::sync::Arc;

use bytes::Bytes;
use tidings_core::{
    codec::Form,
    envelope::{Encoded, Envelope, Head},
    event::EventRef,
    runtime::Runtime,
    sending::SharedEnvelope,
};

use super::{prelude::*, retry::quickly};

/// An envelope under the name of an event with a body of one's own.
fn with_body<T: Tag>(body: &'static [u8], form: Form, version: u32) -> SharedEnvelope {
    let mut head = Head::new(EventRef::of::<Fact<T>>(), Runtime::system());
    head.set_version(version);
    head.headers_mut().set("session", "s-1");
    Arc::new(Envelope::encoded(head, Encoded::new(Bytes::from_static(body), "application/json", form)))
}

async fn is_dead_lettered_once<T: Tag>(scene: &Scene<'_>, body: &'static [u8], form: Form) -> Outcome {
    let invoice = scene.probe::<T>("invoice");
    let manager = scene.start(|manager| manager.listen(invoice.claim().retry(quickly(5)), invoice.ok())).await?;
    manager.send(with_body::<T>(body, form, 1)).await?;
    scene.told("the dead letter", 1, |told| told.is_dead_letter_of(invoice.name())).await?;
    manager.send_event(T::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what the listener got");
    if scene.can().dead_letters {
        let letters = scene.dead_letters(&manager, invoice.name(), 1).await?;
        let [letter] = letters.as_slice() else {
            return Err(Broken::new(format!("{} dead letters instead of one", letters.len())));
        };
        ensure!(letter.reason().contains("undecodable"), "the reason is {:?}", letter.reason());
        ensure_eq!(letter.note().map(|note| note.attempts), Some(1), "the attempts");
        ensure_eq!(letter.envelope().get("session"), Some("s-1"), "the header");
        ensure_eq!(letter.envelope().body()?.as_ref(), body, "the body");
    }
    Ok(())
}

pub(crate) async fn a_body_of_another_shape_is_dead_lettered_at_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    is_dead_lettered_once::<Placed>(scene, br#"{"another": "shape"}"#, Form::Text).await
}

pub(crate) async fn a_body_that_is_no_json_is_dead_lettered_at_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    is_dead_lettered_once::<Placed>(scene, b"<n>1</n>", Form::Text).await
}

pub(crate) async fn a_body_that_is_no_text_is_dead_lettered_at_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    is_dead_lettered_once::<Placed>(scene, b"\xff\xfe\0\x01", Form::Binary).await
}

pub(crate) async fn an_empty_body_is_dead_lettered_at_once(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    is_dead_lettered_once::<Placed>(scene, b"", Form::Text).await
}

pub(crate) async fn an_event_of_a_newer_version_that_cannot_be_read_is_retried(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(3));
    let manager = scene.start(|manager| manager.listen(claim, invoice.ok())).await?;
    manager.send(with_body::<Placed>(br#"{"another": "shape"}"#, Form::Text, 2)).await?;
    scene.told("the third failure", 3, |told| told.is_failure_of(invoice.name())).await?;
    scene.told("the dead letter", 1, |told| told.is_dead_letter_of(invoice.name())).await?;
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(invoice.next().await?.event.n, 2, "what the listener got");
    Ok(())
}
