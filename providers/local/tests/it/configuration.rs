use tidings_core::{
    ErrorKind,
    provider::{BodyKind, Provider, by_url},
};
use tidings_local::Local;

use crate::support::{connect, kind};

#[test]
fn a_url_names_the_mode() {
    let capabilities = |url| by_url(url).map(|provider| provider.capabilities()).expect("the URL is known");
    assert_eq!(capabilities("local:"), Local::default().capabilities());
    assert_eq!(capabilities("local:inline"), Local::inline().capabilities());
    assert_eq!(capabilities("local:encoded"), Local::encoded().capabilities());
    for wrong in ["local:inline,encoded", "local://host", "local"] {
        assert_eq!(kind(by_url(wrong)), ErrorKind::Configuration, "{wrong}");
    }
}

#[test]
fn capabilities_are_honest() {
    let local = Local::new().capabilities();
    assert!(!local.durable && !local.across_processes && !local.keys && !local.deduplicates && !local.reconnects);
    assert!(local.delay && local.ordered && local.redelivered && local.redelivered_exact && local.dead_letters);
    assert_eq!((local.body, local.inline), (BodyKind::Typed, false));
    assert!(Local::inline().capabilities().inline);
    assert_eq!(Local::encoded().capabilities().body, BodyKind::Encoded);
}

#[test]
fn a_capacity_of_nothing_is_a_problem() {
    assert!(Local::new().check(&[]).is_empty());
    let problems = Local::new().with_queue_capacity(0).with_dead_letter_capacity(0).check(&[]);
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[tokio::test]
async fn connecting_needs_nothing() {
    assert_eq!(Local::new().name(), "local");
    connect(&Local::new()).await;
}
