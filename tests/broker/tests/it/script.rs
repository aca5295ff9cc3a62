//! `scripts/test` makes sure of what the brokers need before it runs the tests.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;
use tokio::process::Command;

use crate::support::bounded;

/// A machine with the programs that it is given, and an empty home.
struct Machine {
    root: TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self { root: tempfile::tempdir().unwrap() };
        std::fs::create_dir(machine.bin()).unwrap();
        for program in ["sh", "sed", "cat"] {
            let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
                .map(|folder| folder.join(program))
                .find(|program| program.exists());
            symlink(real.unwrap(), machine.bin().join(program)).unwrap();
        }
        machine.has("cargo", r#"echo "cargo $*""#)
    }

    fn bin(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    fn has(self, program: &str, script: &str) -> Self {
        let program = self.bin().join(program);
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        self
    }

    fn has_java(self, version: &str) -> Self {
        self.has("java", &format!(r#"echo 'openjdk version "{version}"' >&2"#))
    }

    async fn test(&self, arguments: &[&str]) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/test");
        let mut run = Command::new(script);
        run.args(arguments).env_clear().env("PATH", self.bin()).env("HOME", self.root.path());
        bounded(run.output()).await.unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn the_test_script_passes_its_arguments_on_where_all_is_there() {
    let machine = Machine::new().has_java("17.0.15").has("mvn", "exit 0");
    let output = machine.test(&["-p", "tidings core"]).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(text(&output.stdout), "cargo test --workspace --all-features -p tidings core\n");
}

#[tokio::test]
async fn the_test_script_says_how_where_it_may_not_install() {
    let machine = Machine::new().has_java("17.0.15").has("id", "echo 1000").has("apt-get", "exit 1");
    let output = machine.test(&[]).await;
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert!(text(&output.stderr).contains("brew install openjdk"), "{output:?}");
}

#[tokio::test]
async fn the_test_script_installs_what_is_missing_where_it_may() {
    let machine = Machine::new().has("id", "echo 0").has_java("17.0.15").has(
        "apt-get",
        r#"case "$*" in *install*) bin=${0%/*}; cat "$bin/java" >"$bin/mvn"; /bin/chmod +x "$bin/mvn" ;; esac"#,
    );
    let output = machine.test(&[]).await;
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output.stderr).contains("installing maven"), "{output:?}");
    assert!(text(&output.stdout).contains("cargo test --workspace"), "{output:?}");
}
