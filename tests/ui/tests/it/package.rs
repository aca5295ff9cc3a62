use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::case::Case;

/// Writes a package whose binaries are the cases, outside of the workspace since it must not build there.
pub(crate) fn write() -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    fs::create_dir_all(&package).unwrap();
    let mut manifest = format!(
        r#"[package]
name = "tidings-ui-cases"
version = "0.0.0"
edition = "2024"
publish = false
autobins = false

[workspace]

[dependencies]
bytes = "1"
chrono = {{ version = "0.4", default-features = false, features = ["alloc", "serde"] }}
serde = {{ version = "1", features = ["derive"] }}
tidings = {{ path = {workspace:?}, default-features = false, features = ["registry"] }}
uuid = {{ version = "1", default-features = false, features = ["serde"] }}
"#
    );
    for case in Case::failing().iter().chain(&Case::passing()) {
        let _ = write!(manifest, "\n[[bin]]\nname = {:?}\npath = {:?}\n", case.name, case.path);
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The same versions as everywhere; cargo takes out what is not needed.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    package
}
