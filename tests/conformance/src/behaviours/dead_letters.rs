use tidings_core::{Failure, runtime::Runtime};

use super::{prelude::*, retry::quickly};

pub(crate) async fn a_dead_letter_says_what_failed_where_and_how_often(scene: &Scene<'_>) -> Outcome {
    event!(Placed: with_version(2));
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(3));
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(99))).await?;
    let before = Runtime::system().now();
    manager.compose(Placed::saying(1, "größe")).header("session", "s-1").key("k").send().await?;
    let letters = scene.dead_letters(&manager, invoice.name(), 1).await?;
    let after = Runtime::system().now();
    let sent = invoice.next().await?;
    let [letter] = letters.as_slice() else {
        return Err(Broken::new(format!("{} dead letters instead of one", letters.len())));
    };
    let envelope = letter.envelope();
    let note = letter.note().ok_or("the dead letter says nothing of itself")?;
    ensure_eq!(note.reason, "told to fail", "the reason");
    ensure_eq!(note.attempts, 3, "the attempts");
    ensure_eq!(note.listener, invoice.name(), "the listener");
    ensure_eq!(note.event, sent.name, "the event");
    ensure_eq!(note.queue, format!("{}::{}", sent.address, invoice.name()), "the queue");
    ensure!(before <= note.at && note.at <= after, "{} is not when it was given up on", note.at);
    ensure_eq!(*envelope.id(), sent.id, "the id");
    ensure_eq!(*letter.id(), sent.id, "the id of the letter");
    ensure_eq!(envelope.event().name(), sent.name, "the name");
    ensure_eq!(envelope.version(), 2, "the version");
    ensure_eq!(envelope.occurred_at(), sent.occurred_at, "the time");
    ensure_eq!(envelope.correlation_id(), sent.correlation_id, "the correlation id");
    ensure_eq!(envelope.key().as_deref(), Some("k"), "the key");
    ensure_eq!(envelope.get("session"), Some("s-1"), "the header");
    ensure_eq!(envelope.headers().len(), 1, "how many headers it has");
    let body: serde_json::Value = serde_json::from_slice(envelope.body()?)?;
    ensure_eq!(body, serde_json::json!({"n": 1, "text": "größe"}), "the body");
    Ok(())
}

pub(crate) async fn a_panic_and_a_permanent_failure_are_the_reasons_of_dead_letters(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let wrong = invoice.reacting(|seen| async move {
        match seen.event.n {
            1 => std::panic::resume_unwind(Box::new("the panic's words")),
            _ => Err(Failure::permanent("the failure's words")),
        }
    });
    let manager = scene.start(|manager| manager.listen(invoice.claim().retry(quickly(1)), wrong)).await?;
    manager.send_event(Placed::event(1)).await?;
    manager.send_event(Placed::event(2)).await?;
    let letters = scene.dead_letters(&manager, invoice.name(), 2).await?;
    let reasons: Vec<_> = letters.iter().map(|letter| letter.reason().to_owned()).collect();
    for words in ["the panic's words", "the failure's words"] {
        ensure!(reasons.iter().any(|reason| reason.contains(words)), "{words:?} is missing in {reasons:?}");
    }
    Ok(())
}

pub(crate) async fn listing_dead_letters_leaves_them_where_they_are(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(1));
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(99))).await?;
    let sent = manager.send_events((1..=5).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let first: Vec<_> =
        scene.dead_letters(&manager, invoice.name(), 5).await?.iter().map(|letter| letter.id().clone()).collect();
    ensure_eq!(first.len(), 5, "how many there are");
    let again: Vec<_> =
        scene.dead_letters(&manager, invoice.name(), 5).await?.iter().map(|letter| letter.id().clone()).collect();
    ensure_eq!(again, first, "what the second list has");
    let some = manager.dead_letters(invoice.name()).await?.list(2).await?;
    ensure_eq!(some.len(), 2, "how many a list of at most two has");
    Ok(())
}

pub(crate) async fn each_listener_has_dead_letters_of_its_own(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let (invoice, audit) = (scene.probe::<Placed>("invoice"), scene.probe::<Placed>("audit"));
    let both = scene.start(|manager| {
        manager
            .listen(invoice.claim().retry(quickly(2)), invoice.failing(99))
            .listen(audit.claim().retry(quickly(2)), audit.failing(99))
    });
    let manager = both.await?;
    manager.send_event(Placed::event(1)).await?;
    for name in [invoice.name(), audit.name()] {
        let letters = scene.dead_letters(&manager, name, 1).await?;
        let listeners: Vec<_> = letters.iter().map(|letter| letter.note().map(|note| note.listener.as_str())).collect();
        ensure_eq!(listeners, [Some(name)], format!("whose dead letters {name} has"));
    }
    Ok(())
}

async fn two_servers<T: Tag>(scene: &Scene<'_>) -> Outcome {
    let cache = scene.probe::<T>("cache");
    let claim = || cache.claim().per_process().retry(quickly(2));
    let mut managers = Vec::new();
    for server in ["orders-1", "orders-2"] {
        let named = scene.start(|manager| manager.server_name(server).listen(claim(), cache.failing(99)));
        managers.push(named.await?);
    }
    managers[0].send_event(T::event(1)).await?;
    for manager in &managers {
        let letters = scene.dead_letters(manager, cache.name(), 2).await?;
        let mut queues: Vec<_> =
            letters.iter().filter_map(|letter| letter.note()).map(|note| note.queue.clone()).collect();
        queues.sort();
        let queue = |server| format!("{}::{}-{server}", T::info().address(), cache.name());
        ensure_eq!(queues, [queue("orders-1"), queue("orders-2")], "the queues of the dead letters");
    }
    Ok(())
}

pub(crate) async fn two_servers_that_dead_letter_one_event_leave_two_dead_letters(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    two_servers::<Placed>(scene).await
}

pub(crate) async fn two_servers_that_dead_letter_one_durable_event_leave_two_dead_letters(
    scene: &Scene<'_>,
) -> Outcome {
    event!(Placed: durable);
    two_servers::<Placed>(scene).await
}

pub(crate) async fn a_discarded_dead_letter_is_gone(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let claim = invoice.claim().retry(quickly(1));
    let manager = scene.start(|manager| manager.listen(claim, invoice.failing(99))).await?;
    let sent = manager.send_events((1..=3).map(Placed::event)).await;
    ensure!(sent.iter().all(Result::is_ok), "a send failed");
    let letters = scene.dead_letters(&manager, invoice.name(), 3).await?;
    ensure_eq!(letters.len(), 3, "how many there are");
    let gone = letters[1].id().clone();
    let mut dead = manager.dead_letters(invoice.name()).await?;
    ensure!(dead.discard(&gone).await?, "there is none to discard");
    ensure!(!dead.discard(&gone).await?, "it was discarded twice");
    ensure!(!dead.resend(&gone).await?, "a discarded one was sent again");
    let left: Vec<_> = dead.list(10).await?.iter().map(|letter| letter.id().clone()).collect();
    ensure_eq!(left, [letters[0].id().clone(), letters[2].id().clone()], "what is left");
    Ok(())
}

pub(crate) async fn dead_letters_outlive_the_listener(scene: &Scene<'_>) -> Outcome {
    event!(Placed);
    let invoice = scene.probe::<Placed>("invoice");
    let claim = || invoice.claim().retry(quickly(1));
    let manager = scene.start(|manager| manager.listen(claim(), invoice.failing(99))).await?;
    manager.send_event(Placed::event(1)).await?;
    scene.dead_letters(&manager, invoice.name(), 1).await?;
    manager.shutdown().await?;
    let later = scene.start(|manager| manager.listen(claim(), invoice.ok())).await?;
    let letters = scene.dead_letters(&later, invoice.name(), 1).await?;
    ensure_eq!(letters.len(), 1, "how many the next manager finds");
    Ok(())
}
