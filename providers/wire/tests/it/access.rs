//! An attempt to connect goes to the host that serves, as who it should.

use std::{sync::Mutex, time::Duration};

use tidings_core::{Error, ErrorKind, provider::Context};
use tidings_wire::{
    access::{Access, Login},
    dial::Privacy,
    url::{Credentials, HostsKind, Scheme},
};
use tokio::net::TcpListener;

const SCHEME: Scheme = Scheme::new("plain", 1, "secure", 2);

async fn port() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

async fn closed() -> u16 {
    port().await.1
}

fn context() -> Context {
    let mut context = Context::default();
    context.limits.start_timeout = Duration::from_secs(60);
    context
}

#[tokio::test]
async fn the_next_host_is_entered_where_one_refuses_and_its_name_is_handed_over() {
    let ((_open, open), closed) = (port().await, closed().await);
    let mut access = Access::parse(&format!("plain://127.0.0.1:{closed}"), SCHEME);
    access.hosts([format!("127.0.0.1:{open}")], HostsKind::Backups);
    access.credentials("orders", "topsecret");
    let approach = access.approach(&context(), "").unwrap();
    assert_eq!(approach.address(), format!("127.0.0.1:{closed},127.0.0.1:{open}"));
    assert_eq!(approach.login(), &Login::Password(Credentials::new("orders", "topsecret")));
    let enter = |host, socket: tidings_wire::dial::Socket| async move { Ok((host, socket.privacy)) };
    let (host, privacy) = approach.connect(enter).await.unwrap();
    assert_eq!((host.port, privacy), (open, Privacy::Loopback));
    let (again, _) = approach.join(&host, Duration::from_secs(20), enter).await.unwrap();
    assert_eq!(again, host);
}

#[tokio::test]
async fn a_refused_login_ends_the_attempt_and_a_lost_one_leads_to_the_next_host() {
    let ((_first, first), (_second, second)) = (port().await, port().await);
    let url = format!("plain://u:topsecret@127.0.0.1:{first},127.0.0.1:{second}");
    let approach = Access::parse(&url, SCHEME).approach(&context(), "").unwrap();
    for (kind, entered) in [(ErrorKind::Credentials, 1), (ErrorKind::Disconnected, 2)] {
        let count = Mutex::new(0);
        let enter = |_, _| {
            *count.lock().unwrap() += 1;
            async move { Err::<(), _>(Error::new(kind, "log in")) }
        };
        let error = approach.connect(enter).await.unwrap_err();
        assert_eq!((error.kind(), *count.lock().unwrap()), (kind, entered));
        let shown = format!("{error} {error:?} {approach:?}");
        assert!(shown.contains("user: u") && shown.contains(&format!("127.0.0.1:{first}")), "{shown}");
        assert!(!shown.contains("topsecret"), "{shown}");
    }
}

#[tokio::test]
async fn every_host_has_the_time_of_a_heartbeat_but_a_start_keeps_some_for_its_word() {
    let limit = |hosts: &str, heartbeat, start| {
        let mut access = Access::parse(&format!("plain://{hosts}"), SCHEME);
        access.heartbeat(heartbeat);
        let mut context = Context::default();
        context.limits.start_timeout = start;
        access.approach(&context, "").unwrap().limit()
    };
    let seconds = Duration::from_secs;
    let limits = ["a", "a,b", "a,b,c"].map(|hosts| limit(hosts, seconds(20), seconds(60)));
    assert_eq!(limits, [20, 40, 45].map(seconds));
    assert_eq!(limit("a,b", Duration::MAX, Duration::MAX), seconds(86_400), "no limit is one all the same");
}

#[test]
#[cfg(not(feature = "tls"))]
fn tls_that_is_not_built_in_is_a_problem_that_names_the_feature() {
    let access = Access::parse("secure://broker", SCHEME);
    assert_eq!(access.check().unwrap_err().kind(), ErrorKind::Unsupported);
    assert!(access.problems("")[0].remedy.contains("feature `tls`"));
}
