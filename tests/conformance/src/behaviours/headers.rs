use tidings_core::{ErrorKind, headers::Headers};

use super::prelude::*;

fn sorted(headers: &Headers) -> Vec<(String, String)> {
    let mut all: Vec<_> = headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    all.sort();
    all
}

async fn arrive<T: Tag>(scene: &Scene<'_>, headers: &[(String, String)]) -> Outcome {
    let archive = scene.probe::<T>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let mut send = manager.compose(T::event(1));
    for (name, value) in headers {
        send = send.header(name.clone(), value.clone());
    }
    send.send().await?;
    let mut must = headers.to_vec();
    must.sort();
    let is = sorted(&archive.next().await?.headers);
    ensure!(is == must, "of {} headers came {}: {:.200?}", must.len(), is.len(), is);
    Ok(())
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) async fn headers_arrive_as_they_were_set_and_no_others(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let headers = [("session", "s-1"), ("tenant.id", "7"), ("X-Request-Id", "a b"), ("traceparent", "00-ab-cd-01")];
    arrive::<Placed>(scene, &owned(&headers)).await
}

pub(crate) async fn unicode_and_punctuation_in_headers_arrive_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let headers = [
        ("größe", "日本 🦀"),
        ("a:b", "c:d\\e"),
        ("with space", " leading and trailing "),
        ("lines", "one\ntwo\r\nthree\tend"),
        ("quoted", "\"'`{}[]<>&%$#@!~^*?;,|"),
    ];
    arrive::<Placed>(scene, &owned(&headers)).await
}

pub(crate) async fn an_empty_header_is_there_and_a_missing_one_is_not(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    manager.compose(Placed::event(1)).header("empty", "").send().await?;
    let seen = archive.next().await?;
    ensure_eq!(seen.headers.get("empty"), Some(""), "an empty header");
    ensure_eq!(seen.headers.get("missing"), None, "a missing header");
    Ok(())
}

pub(crate) async fn a_hundred_headers_and_a_long_one_arrive(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let mut headers: Vec<_> = (0..100).map(|n| (format!("header-{n}"), n.to_string())).collect();
    headers.push(("long".to_owned(), "x".repeat(32 << 10)));
    arrive::<Placed>(scene, &headers).await
}

pub(crate) async fn a_header_that_cannot_be_sent_gives_the_event_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let wrong = [("", "x"), ("event_id", "x"), ("_AMQ_DUPL_ID", "x"), ("JMSXGroupID", "x"), ("a\nb", "x"), ("a", "\0")];
    for (name, value) in wrong {
        let Err(error) = manager.compose(Placed::event(1)).header(name, value).send().await else {
            return Err(Broken::new(format!("the header {name:?} was sent")));
        };
        ensure_eq!(error.error().kind(), ErrorKind::InvalidHeader, format!("the error's kind for {name:?}"));
        ensure!(error.into_value().is_some(), "the event was not given back for {name:?}");
    }
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(archive.next().await?.event.n, 2, "what arrives");
    Ok(())
}

pub(crate) async fn headers_above_the_limit_give_the_event_back(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let Err(error) = manager.compose(Placed::event(1)).header("long", "x".repeat(64 << 10)).send().await else {
        return Err(Broken::new("headers above the limit were sent"));
    };
    ensure_eq!(error.error().kind(), ErrorKind::TooLarge, "the error's kind");
    ensure!(error.into_value().is_some(), "the event was not given back");
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(archive.next().await?.event.n, 2, "what arrives");
    Ok(())
}

pub(crate) async fn a_retry_and_a_dead_letter_have_the_headers_as_they_came(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let retry = super::retry::quickly(2);
    let manager = scene.start(|manager| manager.listen(archive.claim().retry(retry), archive.failing(9))).await?;
    manager.compose(Placed::event(1)).header("session", "s-1").header("größe", "ü").send().await?;
    let must = owned(&[("größe", "ü"), ("session", "s-1")]);
    let mut must = must;
    must.sort();
    for seen in archive.take(2).await? {
        ensure_eq!(sorted(&seen.headers), must, format!("the headers of attempt {}", seen.attempt));
    }
    if scene.can().dead_letters {
        let letters = scene.dead_letters(&manager, archive.name(), 1).await?;
        let is: Vec<_> = letters.iter().map(|letter| sorted(letter.envelope().headers())).collect();
        ensure_eq!(is, [must], "the headers of the dead letter");
    }
    Ok(())
}
