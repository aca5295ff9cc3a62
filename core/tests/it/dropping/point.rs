use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use crate::support::*;

/// Polls a future so many times, with a turn for everybody else after each, and then drops it.
pub(super) async fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    for _ in 0..times {
        if let Poll::Ready(value) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
            return Some(value);
        }
        tokio::task::yield_now().await;
    }
    None
}

/// Drops what `act` makes of a new scene after 0 polls, after 1, and so on, until it ends by itself, and has `check` look
/// each time; a future that ends with its first poll has no point to drop it at and is no case.
pub(super) async fn at_every_point<S, T>(
    at_least: usize,
    scene: impl AsyncFn() -> S,
    act: impl AsyncFn(&S) -> T,
    check: impl AsyncFn(S, Option<T>),
) {
    for times in 0..1_000 {
        let scene = bounded(scene()).await;
        let ended = bounded(polled(act(&scene), times)).await;
        let is_over = ended.is_some();
        bounded(check(scene, ended)).await;
        if is_over {
            assert!(times > at_least, "only {times} polls: it was dropped nowhere");
            return;
        }
    }
    panic!("it never ended");
}
