use std::{fs, path::Path, process::Command};

/// Whether the compiler is the one of `rust-toolchain.toml`, whose words the expectations hold.
pub(crate) fn is_pinned() -> bool {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rust-toolchain.toml");
    let text = fs::read_to_string(file).unwrap();
    let pinned = text.lines().find_map(|line| line.strip_prefix("channel = ")).unwrap().trim_matches('"');
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    String::from_utf8_lossy(&rustc.stdout).split_whitespace().nth(1) == Some(pinned)
}
