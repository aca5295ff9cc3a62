//! Two versions of the library in one program: a project of its own, with a copy of core under another version.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const MAIN: &str = r#"
fn main() {
    println!("one: {}", tidings_core::manager::EventManager::builder().build().unwrap_err());
    println!("other: {}", other::manager::EventManager::builder().build().unwrap_err());
    let connected = tidings_core::manager::EventManager::builder().connect("local:").build();
    println!("by a URL: {}", connected.unwrap_err());
}
"#;

/// The project: a program that uses core, and core again as a later version.
fn write() -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two-versions");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let other = package.join("other");
    let _ = fs::remove_dir_all(&other);
    copy(&workspace.join("core/src"), &other.join("src"));
    // Its tests stay away, and so does what only they need.
    let manifest = fs::read_to_string(workspace.join("core/Cargo.toml")).unwrap();
    let (manifest, _) = manifest.split_once("[dev-dependencies]").unwrap();
    let root = fs::read_to_string(workspace.join("Cargo.toml")).unwrap();
    let shared = root.split("\n[").filter(|part| part.starts_with("workspace.") || part.starts_with("[workspace."));
    let shared: Vec<_> = shared.map(|part| format!("[{part}")).collect();
    let shared = shared.join("\n").replacen("version = \"0.1.0\"", "version = \"0.2.0\"", 1);
    // Both find the one crate in which they meet where it is.
    let meeting = workspace.join("versions");
    let shared = shared.replace("path = \"versions\"", &format!("path = {meeting:?}"));
    // A workspace of its own, since cargo would take the next one above.
    fs::write(other.join("Cargo.toml"), format!("{manifest}\n[workspace]\n\n{shared}")).unwrap();
    let core = workspace.join("core");
    let manifest = format!(
        r#"[package]
name = "two-versions"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]
exclude = ["other"]

[dependencies]
tidings-core = {{ path = {core:?} }}
other = {{ package = "tidings-core", path = "other" }}
"#
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/main.rs"), MAIN).unwrap();
    // The same versions as everywhere; cargo takes out what is not needed.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    package
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn two_versions_in_one_program_are_a_problem_that_names_them_whichever_builds() {
    let package = write();
    let mut run = Command::new(env!("CARGO"));
    run.args(["run", "--quiet"]).current_dir(&package).env("CARGO_TARGET_DIR", package.join("target"));
    let output = run.env_remove("RUSTFLAGS").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("0.1.0 and 0.2.0").count(), 4, "{said}");
    assert!(said.contains("cargo tree -i tidings-core"), "{said}");
    for who in ["one: ", "other: ", "by a URL: "] {
        assert!(said.contains(who), "{said}");
    }
}
