use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::{Command, Stdio},
};

use serde::Deserialize;

use crate::{case::Case, diagnostic::Diagnostic};

/// What one `cargo check` said of each case.
pub(crate) struct Checked {
    said: BTreeMap<String, Vec<Diagnostic>>,
    built: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Diagnostic { target: Target, message: Diagnostic },
    #[serde(rename = "compiler-artifact")]
    Built { target: Target },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Checked {
    /// Warnings and errors, without the closing "aborting".
    pub(crate) fn said_of(&self, case: &Case) -> &[Diagnostic] {
        self.said.get(&case.name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn built(&self, case: &Case) -> bool {
        self.built.contains(&case.name)
    }
}

/// Checks all cases; those that fail keep no other from being checked.
pub(crate) fn check(package: &Path) -> Checked {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--bins", "--keep-going", "--message-format=json", "--quiet"])
        .current_dir(package)
        .env_remove("RUSTFLAGS")
        .env("CARGO_TARGET_DIR", package.join("target"))
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let mut checked = Checked { said: BTreeMap::new(), built: BTreeSet::new() };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match serde_json::from_str(line).unwrap() {
            Message::Diagnostic { target, message } if message.is_about_code() => {
                // Cargo too shows only once what the compiler repeats word for word.
                let said: &mut Vec<Diagnostic> = checked.said.entry(target.name).or_default();
                if said.iter().all(|before| before.rendered != message.rendered) {
                    said.push(message);
                }
            }
            Message::Built { target } => {
                checked.built.insert(target.name);
            }
            Message::Diagnostic { .. } | Message::Other => {}
        }
    }
    assert!(!checked.built.is_empty(), "nothing was built:\n{}", String::from_utf8_lossy(&output.stderr));
    checked
}
