//! What is said when there is no broker to be had.

use std::collections::HashMap;
use std::ffi::OsString;

use tidings_broker::{Artemis, Error};

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

#[tokio::test]
async fn missing_java_is_said_with_what_was_tried_and_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let empty = empty.path().to_str().unwrap();
    let variables = [("HOME", empty), ("PATH", empty), ("JAVA_HOME", empty)];
    assert_says(
        start(&variables).await,
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
async fn missing_maven_is_said_where_nothing_is_cached() {
    let empty = tempfile::tempdir().unwrap();
    let bin = empty.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    fake(&bin.join("java"), r#"echo 'openjdk version "21.0.1" 2023-10-17' >&2"#);
    let variables = [("HOME", empty.path().to_str().unwrap()), ("PATH", bin.to_str().unwrap())];
    assert_says(start(&variables).await, &["nothing is in the cache at", "no `mvn` is in PATH"]);
}

#[tokio::test]
async fn what_maven_said_when_it_failed_is_shown() {
    let empty = tempfile::tempdir().unwrap();
    let bin = empty.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    fake(&bin.join("java"), r#"echo 'openjdk version "17" 2021-09-14' >&2"#);
    fake(&bin.join("mvn"), "echo '[ERROR] no route to the repository'; exit 1");
    let variables = [("HOME", empty.path().to_str().unwrap()), ("PATH", bin.to_str().unwrap())];
    assert_says(start(&variables).await, &["Maven did not fetch the distribution", "no route to the repository"]);
}

#[tokio::test]
async fn a_java_that_is_too_old_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let bin = empty.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    fake(&bin.join("java"), r#"echo 'openjdk version "11.0.2" 2019-01-15' >&2"#);
    let variables = [("HOME", empty.path().to_str().unwrap()), ("PATH", bin.to_str().unwrap())];
    assert_says(start(&variables).await, &["bin/java is Java 11"]);
}

#[tokio::test]
async fn a_variable_that_does_not_hold_is_an_error_of_its_own() {
    assert_says(start(&[("TIDINGS_TEST_ARTEMIS_HOME", "/nowhere")]).await, &["TIDINGS_TEST_ARTEMIS_HOME=/nowhere"]);
}

#[tokio::test]
async fn containers_are_refused_with_the_choices() {
    assert_says(
        start(&[("TIDINGS_TEST_BROKER", "docker")]).await,
        &["TIDINGS_TEST_BROKER=docker", "later version", "url, home or maven"],
    );
}

#[tokio::test]
async fn an_unknown_choice_is_refused_with_the_choices() {
    assert_says(start(&[("TIDINGS_TEST_BROKER", "rabbit")]).await, &["rabbit is unknown", "url, home or maven"]);
}

#[tokio::test]
async fn a_broker_of_somebody_else_does_not_serve_a_test_that_needs_its_own() {
    let variables = [("TIDINGS_TEST_BROKER", "url"), ("TIDINGS_TEST_ARTEMIS", "amqp://u:secret@127.0.0.1:1")];
    let refused = start(&variables).await;
    assert!(!refused.as_ref().unwrap_err().to_string().contains("secret"));
    assert_says(refused, &["TIDINGS_TEST_BROKER=url allows nothing else", "needs a broker of its own"]);
}

fn fake(program: &std::path::Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
}
