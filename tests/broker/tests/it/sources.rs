//! What is said when there is no broker to be had.

use std::collections::HashMap;
use std::ffi::OsString;

use tidings_broker::{Artemis, Error};

use crate::machine::Machine;
use crate::support::bounded;

/// Starts with no other variables than these.
async fn start(variables: &[(&str, &str)]) -> Result<Artemis, Error> {
    let variables: HashMap<String, OsString> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
    bounded(Artemis::builder().environment(move |name| variables.get(name).cloned()).start()).await
}

fn assert_says(refused: Result<Artemis, Error>, parts: &[&str]) {
    let error = refused.unwrap_err().to_string();
    for part in parts {
        assert!(error.contains(part), "`{part}` is not in: {error}");
    }
}

async fn start_on(machine: &Machine) -> Result<Artemis, Error> {
    let root = machine.root().to_str().unwrap();
    start(&[("HOME", root), ("PATH", root), ("JAVA_HOME", root)]).await
}

#[tokio::test]
async fn missing_java_is_said_with_what_was_tried_and_what_to_install() {
    assert_says(
        start_on(&Machine::new()).await,
        &[
            "no Apache Artemis 2.56.0",
            "TIDINGS_TEST_ARTEMIS is not set",
            "TIDINGS_TEST_ARTEMIS_HOME is not set",
            "Java 17 or newer is missing",
            "no `java` is in PATH",
            "bin/java` could not be run",
            "scripts/test",
            "apt-get install",
        ],
    );
}

#[tokio::test]
async fn a_java_that_is_too_old_is_named() {
    assert_says(start_on(&Machine::new().has_java("11.0.2")).await, &["/java is Java 11"]);
}

#[tokio::test]
async fn missing_maven_is_said_where_nothing_is_cached() {
    let refused = start_on(&Machine::new().has_java("21.0.1")).await;
    assert_says(refused, &["nothing is in the cache at", "no `mvn` is in PATH"]);
}

#[tokio::test]
async fn what_maven_said_when_it_failed_is_shown() {
    let machine = Machine::new().has_java("17").has("mvn", "echo '[ERROR] no route to the repository'; exit 1");
    assert_says(start_on(&machine).await, &["Maven did not fetch the distribution", "no route to the repository"]);
}

#[tokio::test]
async fn of_several_that_need_the_distribution_one_fetches_it() {
    let machine = Machine::new().has_java("17").has(
        "mvn",
        "echo fetched >>../fetches
         mkdir -p apache-artemis-2.56.0/lib
         touch apache-artemis-2.56.0/lib/artemis-boot.jar
         tar -czf apache-artemis-2.56.0-bin.tar.gz apache-artemis-2.56.0",
    );
    let (one, other) = tokio::join!(start_on(&machine), start_on(&machine));
    // This Java tells its version and ends.
    assert_says(one, &["the broker ended by itself", "openjdk version"]);
    assert_says(other, &["the broker ended by itself"]);
    let fetches = std::fs::read_to_string(machine.root().join(".cache/tidings/fetches")).unwrap();
    assert_eq!(fetches, "fetched\n");
}

#[tokio::test]
async fn a_variable_that_does_not_hold_is_an_error_of_its_own() {
    assert_says(start(&[("TIDINGS_TEST_ARTEMIS_HOME", "/nowhere")]).await, &["TIDINGS_TEST_ARTEMIS_HOME=/nowhere"]);
}

#[tokio::test]
async fn containers_need_cargo_and_docker() {
    let docker = ("TIDINGS_TEST_BROKER", "docker");
    assert_says(
        start(&[docker]).await,
        &["TIDINGS_TEST_BROKER=docker allows nothing else", "docker: no `cargo` is in PATH"],
    );
    let machine = Machine::new().has("cargo", "echo 'no network'; exit 101");
    let root = machine.root().to_str().unwrap();
    let refused = start(&[docker, ("PATH", root), ("DOCKER_HOST", "unix:///nowhere")]).await;
    assert_says(refused, &["tests/broker-docker was not built", "no network", "start Docker"]);
}

#[tokio::test]
async fn an_unknown_choice_is_refused_with_the_choices() {
    assert_says(
        start(&[("TIDINGS_TEST_BROKER", "rabbit")]).await,
        &["rabbit is unknown", "url, home, maven or docker"],
    );
}

#[tokio::test]
async fn a_broker_of_somebody_else_does_not_serve_a_test_that_needs_its_own() {
    let variables = [("TIDINGS_TEST_BROKER", "url"), ("TIDINGS_TEST_ARTEMIS", "amqp://u:secret@127.0.0.1:1")];
    let refused = start(&variables).await;
    assert!(!refused.as_ref().unwrap_err().to_string().contains("secret"));
    assert_says(refused, &["TIDINGS_TEST_BROKER=url allows nothing else", "needs a broker of its own"]);
}
