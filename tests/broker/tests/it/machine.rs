//! A machine where programs are missing, or are not what they should be.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder that is both `HOME` and `PATH`, with no other programs than it is given.
pub(crate) struct Machine {
    root: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn has(self, program: &str, script: &str) -> Self {
        // Written by another process: were it open for writing in this one, any other test that spawns at that moment
        // would hand it to its child for an instant, and it could not be run ("text file busy").
        let written = Command::new("/bin/sh")
            .args(["-c", r#"printf '#!/bin/sh\n%s\n' "$2" >"$1" && chmod 755 "$1""#, "sh"])
            .arg(self.root().join(program))
            .arg(script)
            .status();
        assert!(written.unwrap().success());
        self
    }

    pub(crate) fn has_java(self, version: &str) -> Self {
        self.has("java", &format!(r#"echo 'openjdk version "{version}"' >&2"#))
    }

    /// What an unpacked ActiveMQ Classic is known by, in the folder `classic`.
    pub(crate) fn has_classic(self) -> Self {
        self.has_file("classic/bin/activemq.jar")
    }

    /// What an unpacked RabbitMQ is known by, in the folder `rabbitmq`.
    pub(crate) fn has_rabbitmq(self) -> Self {
        self.has_file("rabbitmq/sbin/rabbitmq-server")
    }

    fn has_file(self, path: &str) -> Self {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
        self
    }

    /// The programs that the tests' own machine has by these names.
    pub(crate) fn has_real(self, programs: &[&str]) -> Self {
        let path = std::env::var_os("PATH").unwrap();
        for program in programs {
            let mut candidates = std::env::split_paths(&path).map(|folder: PathBuf| folder.join(program));
            let real = candidates.find(|program| program.exists()).unwrap();
            std::os::unix::fs::symlink(real, self.root().join(program)).unwrap();
        }
        self
    }
}
