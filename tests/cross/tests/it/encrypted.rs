//! Over TLS both protocols do as they do without it, and say the same where they cannot be.

use std::{sync::Arc, time::Duration};

use tidings_amqp::{Pem, Tls};
use tidings_broker::{Artemis, Tls as Authority};
use tidings_core::{Error, ErrorKind, manager::EventManager, provider::Provider};
use tokio::time::Instant;

use crate::support::{Listener, Order, Over, Reach, end, event, send_all, start, within};

async fn broker(authority: &Authority) -> Artemis {
    Artemis::builder().tls(authority).start().await.unwrap_or_else(|missing| panic!("{missing}"))
}

fn trusting(authority: &Authority) -> Reach {
    Reach { tls: Some(Tls::new().roots(Pem::bytes(authority.ca_pem()))), ..Reach::default() }
}

/// Without user and password: the certificate says who it is.
fn signed_in(authority: &Authority) -> Reach {
    let (certificate, key) = (authority.client_certificate_pem(), authority.client_key_pem());
    let Reach { tls, .. } = trusting(authority);
    let tls = tls.map(|tls| tls.identity(Pem::bytes(certificate), Pem::bytes(key)));
    Reach { tls, external: true, ..Reach::default() }
}

/// Each protocol to itself and to the other.
fn both_ways() -> impl Iterator<Item = (Over, Over)> {
    Over::ALL.into_iter().flat_map(|from| Over::ALL.map(|to| (from, to)))
}

fn without_user(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("it is a URL");
    format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host))
}

/// A start that fails at once, and whose error a retry would not cure.
async fn refused(provider: Arc<dyn Provider>) -> Error {
    let manager = EventManager::builder().listeners::<()>().provider(provider).build().unwrap();
    let begun = Instant::now();
    let error = within("a start that fails", manager.start()).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "at once: {:?}", begun.elapsed());
    assert!(!error.is_retryable(), "{error:?}");
    error
}

#[tokio::test]
async fn every_pair_of_protocols_shares_events_encrypted() {
    event!(Placed: durable);
    let authority = Authority::new().unwrap();
    let broker = broker(&authority).await;
    for (from, to) in both_ways() {
        let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{from:?}-{to:?}"));
        let reach = trusting(&authority);
        let (sending, hearing) = (from.at(&from.tls_url(&broker), &reach), to.at(&to.tls_url(&broker), &reach));
        let hearing = start(hearing, |builder| builder.listen(listener.claim(), listener.ok(to))).await;
        let sending = start(sending, |builder| builder).await;
        let long = "x".repeat(1_000_000);
        send_all(&sending, [Order::<Placed>::new(1), Order::of(2, long.clone())]).await;
        let heard = listener.take(2).await;
        assert_eq!((heard[0].event.n, heard[1].event.text.len()), (1, long.len()));
        end(sending).await;
        end(hearing).await;
    }
}

#[tokio::test]
async fn a_certificate_says_who_connects() {
    event!(Placed: durable);
    let authority = Authority::new().unwrap().sign_in("admin");
    let broker = broker(&authority).await;
    for (from, to) in both_ways() {
        let mut listener = Listener::<Order<Placed>>::new(&format!("invoice-{from:?}-{to:?}"));
        let reach = signed_in(&authority);
        let provider = |over: Over| over.at(&without_user(&over.tls_url(&broker)), &reach);
        let hearing = start(provider(to), |builder| builder.listen(listener.claim(), listener.ok(to))).await;
        let sending = start(provider(from), |builder| builder).await;
        send_all(&sending, [Order::<Placed>::new(1)]).await;
        assert_eq!(listener.next().await.event.n, 1);
        end(sending).await;
        end(hearing).await;
    }
}

#[tokio::test]
async fn a_broker_that_cannot_prove_who_it_is_fails_the_start_of_both_at_once() {
    let (expired, elsewhere) = (Authority::expired().unwrap(), Authority::for_another_host().unwrap());
    let unknown = Authority::new().unwrap();
    let (expired_broker, elsewhere_broker) = (broker(&expired).await, broker(&elsewhere).await);
    for over in Over::ALL {
        for (broker, trusted, said) in [
            (&expired_broker, &expired, "has expired"),
            (&elsewhere_broker, &elsewhere, "elsewhere.example"),
            (&elsewhere_broker, &unknown, "authority that is not trusted"),
        ] {
            let error = refused(over.at(&over.tls_url(broker), &trusting(trusted))).await;
            assert_eq!(error.kind(), ErrorKind::Untrusted, "{over:?}: {error:?}");
            assert!(error.to_string().contains(said), "{over:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_broker_that_demands_a_certificate_and_gets_none_fails_the_start_of_both_at_once() {
    let authority = Authority::new().unwrap().demand_client_certificate();
    let broker = broker(&authority).await;
    for over in Over::ALL {
        let error = refused(over.at(&over.tls_url(&broker), &trusting(&authority))).await;
        assert_eq!(error.kind(), ErrorKind::Credentials, "{over:?}: {error:?}");
        assert!(error.to_string().contains("asks for a client certificate"), "{over:?}: {error}");
    }
}

#[tokio::test]
async fn a_port_of_the_other_sort_is_named_as_a_possibility() {
    let authority = Authority::new().unwrap();
    let broker = broker(&authority).await;
    for over in Over::ALL {
        let (plain, encrypted) = (over.url(&broker), over.tls_url(&broker));
        let (scheme, _) = encrypted.split_once("://").expect("it is a URL");
        let to_plain = plain.replacen(&scheme[..scheme.len() - 1], scheme, 1);
        let to_encrypted = encrypted.replacen(scheme, &scheme[..scheme.len() - 1], 1);
        for (url, reach, said) in [
            (to_plain, trusting(&authority), "is this the port for TLS".to_owned()),
            (to_encrypted, Reach::default(), format!("{scheme}://")),
        ] {
            let builder = EventManager::builder().listeners::<()>().provider(over.at(&url, &reach));
            let manager = builder.limits(|limits| limits.start_timeout = Duration::from_secs(4)).build().unwrap();
            let error = within("a start that fails", manager.start()).await.unwrap_err();
            assert!(format!("{error:?}").contains(&said), "{over:?}: {error:?}");
        }
    }
}
