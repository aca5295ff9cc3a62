use bytes::Bytes;
use tidings_core::ErrorKind;

use super::prelude::*;
use crate::scene::Raw;

/// Sends one text and compares what arrives.
async fn text<T: Tag>(scene: &Scene<'_>, texts: impl IntoIterator<Item = String>) -> Outcome {
    let archive = scene.probe::<T>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    for (n, text) in (1..).zip(texts) {
        let sent = T::saying(n, text);
        manager.send_event(sent.clone()).await?;
        let seen = archive.next().await?;
        ensure!(seen.event == sent, "a text of {} bytes came as {:?}", sent.text.len(), seen.event);
    }
    Ok(())
}

async fn bytes<T: Tag>(scene: &Scene<'_>, bodies: impl IntoIterator<Item = Vec<u8>>) -> Outcome {
    let archive = scene.probe_of::<Raw<T>>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    for body in bodies {
        let sent = Raw::new(Bytes::from(body));
        manager.send_event(sent.clone()).await?;
        let seen = archive.next().await?;
        ensure!(seen.event == sent, "{} bytes came as {:?}", sent.body.len(), seen.event);
        ensure_eq!(seen.content_type, "application/octet-stream", "the content type of a binary body");
    }
    Ok(())
}

pub(crate) async fn a_body_of_one_byte_arrives_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    bytes::<Placed>(scene, [vec![0], vec![b'a'], vec![0xff]]).await
}

pub(crate) async fn a_body_of_five_megabytes_arrives_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    text::<Placed>(scene, ["5 MB ".repeat(1_000_000)]).await
}

pub(crate) async fn binary_bodies_of_every_length_arrive_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    // Around the lengths at which protocols write lengths otherwise.
    let lengths = [2, 127, 128, 255, 256, 511, 512, 4_095, 4_096, 65_535, 65_536, 1 << 20];
    let pattern = |length: usize| (0..=u8::MAX).cycle().take(length).collect();
    bytes::<Placed>(scene, lengths.into_iter().map(pattern)).await
}

pub(crate) async fn text_bodies_of_every_length_arrive_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let lengths = [0, 1, 127, 128, 255, 256, 4_095, 4_096, 65_535, 65_536, 1 << 20];
    text::<Placed>(scene, lengths.into_iter().map(|length| "x".repeat(length))).await
}

pub(crate) async fn unicode_arrives_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let texts = [
        "größer als 日本語 und 🦀",
        "e\u{301} is not é",
        "\u{202e}right to left",
        "\u{0}\u{1}\u{7f}\u{9f}\u{feff}\u{fffd}\u{ffff}\u{10ffff}",
        "line\r\nbreak\ttab\\n:colon \"quoted\" </tag> %41 ^@",
    ];
    text::<Placed>(scene, texts.map(String::from)).await
}

pub(crate) async fn every_byte_of_a_binary_codec_arrives_unchanged(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    bytes::<Placed>(scene, [(0..=u8::MAX).collect(), (0..=u8::MAX).rev().collect(), b"a\0b\n\0\n\0".to_vec()]).await
}

pub(crate) async fn unknown_fields_are_ignored(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let manager = scene.start(|manager| manager.listen(archive.claim(), archive.ok())).await?;
    let newer = serde_json::json!({"n": 1, "text": "known", "since": {"version": 2}, "list": [null, 1.5]});
    manager.emit(Placed::info().name(), &newer).await?;
    ensure!(archive.next().await?.event == Placed::saying(1, "known"), "a known field was lost");
    Ok(())
}

pub(crate) async fn a_body_above_the_limit_is_given_back_and_the_next_is_sent(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let archive = scene.probe::<Placed>("archive");
    let limited =
        scene.start(|manager| manager.listen(archive.claim(), archive.ok()).limits(|limits| limits.body_bytes = 1_000));
    let manager = limited.await?;
    let sent = Placed::saying(1, "x".repeat(1_001));
    let Err(error) = manager.send_event(sent.clone()).await else {
        return Err(Broken::new("a body above the limit was sent"));
    };
    ensure_eq!(error.error().kind(), ErrorKind::TooLarge, "the error's kind");
    ensure!(error.into_value() == Some(sent), "the event was not given back");
    manager.send_event(Placed::event(2)).await?;
    ensure_eq!(archive.next().await?.event.n, 2, "what arrives");
    Ok(())
}
