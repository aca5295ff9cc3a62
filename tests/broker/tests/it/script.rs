//! `scripts/test` makes sure of what the brokers need before it runs the tests.

use std::path::Path;
use std::process::Output;

use tokio::process::Command;

use crate::machine::Machine;
use crate::support::bounded;

fn with_cargo() -> Machine {
    Machine::new().has_real(&["sh", "sed", "cat"]).has("cargo", r#"echo "cargo $*""#)
}

async fn scripts_test(machine: &Machine, arguments: &[&str]) -> (bool, String, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/test");
    let mut run = Command::new(script);
    let root = machine.root();
    run.args(arguments).env_clear().env("PATH", root).env("HOME", root);
    run.env("TIDINGS_TEST_CLASSIC_HOME", root.join("classic")).env("TIDINGS_TEST_RABBITMQ_HOME", root.join("rabbitmq"));
    let Output { status, stdout, stderr } = bounded(run.output()).await.unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[tokio::test]
async fn the_test_script_passes_its_arguments_on_where_all_is_there() {
    let machine = with_cargo().has_java("17.0.15").has("mvn", "exit 0").has_classic().has_rabbitmq();
    let (passed, out, err) = scripts_test(&machine, &["-p", "tidings core"]).await;
    assert!(passed, "{err}");
    assert_eq!(out, "cargo test --workspace --all-features -p tidings core\n");
}

#[tokio::test]
async fn the_test_script_says_how_where_it_may_not_install() {
    let complete = || with_cargo().has_java("17.0.15").has("id", "echo 1000").has("apt-get", "exit 1");
    for machine in [
        complete().has_classic().has_rabbitmq(),
        complete().has("mvn", "exit 0").has_rabbitmq(),
        complete().has("mvn", "exit 0").has_classic(),
    ] {
        let (passed, out, err) = scripts_test(&machine, &[]).await;
        assert!(!passed && out.is_empty(), "{out}");
        assert!(err.contains("brew install openjdk"), "{err}");
    }
}

#[tokio::test]
async fn the_test_script_installs_what_is_missing_where_it_may() {
    let install = r#"case "$*" in *install*)
        cd "${0%/*}" && echo 'exit 0' >mvn && /bin/chmod 755 mvn
        /bin/mkdir -p classic/bin rabbitmq/sbin && echo >classic/bin/activemq.jar && echo >rabbitmq/sbin/rabbitmq-server
    esac"#;
    // Neither a file of the real machine is written nor removed.
    let machine = with_cargo().has("id", "echo 0").has("tee", "exit 0").has("chmod", "exit 0").has("rm", "exit 0");
    let machine = machine.has_java("17.0.15").has("apt-get", install);
    let (passed, out, err) = scripts_test(&machine, &[]).await;
    assert!(passed, "{err}");
    assert!(err.contains("installing maven activemq rabbitmq-server"), "{err}");
    assert!(out.contains("cargo test --workspace"), "{out}");
}
