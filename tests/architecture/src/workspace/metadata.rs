use std::{collections::BTreeMap, env, io, path::Path, process::Command};

use serde::Deserialize;

/// A package of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder in the workspace; empty for the root package.
    #[serde(rename = "manifest_path")]
    pub folder: String,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
    /// What cargo builds from it.
    pub targets: Vec<Target>,
    /// Its features, with what each switches on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A dependency of a package.
#[derive(Clone, Debug, Deserialize)]
pub struct Dependency {
    /// The name of the package depended on.
    pub name: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub kind: Option<String>,
}

/// A thing that cargo builds.
#[derive(Clone, Debug, Deserialize)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Such as `lib`, `test`, `example`.
    pub kind: Vec<String>,
    /// Whether `cargo test` makes a test binary of it.
    pub test: bool,
    /// Whether `cargo test` runs the examples in its documentation.
    pub doctest: bool,
    /// Its root file in the workspace.
    #[serde(rename = "src_path")]
    pub path: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// Asks cargo for the packages of the workspace with this manifest, a path below `root`.
pub(super) fn packages(root: &Path, manifest: &str) -> io::Result<Vec<Package>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(root.join(manifest))
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let mut packages = serde_json::from_slice::<Metadata>(&output.stdout)?.packages;
    for package in &mut packages {
        package.folder = within(root, &package.folder).trim_end_matches("Cargo.toml").trim_end_matches('/').to_owned();
        for target in &mut package.targets {
            target.path = within(root, &target.path);
        }
    }
    Ok(packages)
}

fn within(root: &Path, path: &str) -> String {
    let path = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path));
    path.to_string_lossy().replace('\\', "/")
}
