use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
};

use tidings_bench_measure::Outcome;
use tokio::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A project of its own, outside of the workspace, as a user has one; it ends with this value.
pub(super) struct Project(PathBuf);

impl Project {
    pub(super) fn new(features: &[&str]) -> Outcome<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("tidings-bench-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let project = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(project.0.join("src"))?;
        let features = features.iter().map(|feature| format!("\"{feature}\"")).collect::<Vec<_>>().join(", ");
        let manifest = format!(
            "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             tidings = {{ path = {ROOT:?}, features = [{features}] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
             [profile.release]\nstrip = true\n"
        );
        fs::write(project.0.join("Cargo.toml"), manifest)?;
        fs::copy(Path::new(ROOT).join("examples/hello.rs"), project.0.join("src/main.rs"))?;
        // The versions of the workspace; what is not needed is left out.
        fs::copy(Path::new(ROOT).join("Cargo.lock"), project.0.join("Cargo.lock"))?;
        Ok(project)
    }

    /// Gets what has to be downloaded.
    pub(super) async fn fetch(&self) -> Outcome {
        self.cargo(&["fetch"]).await.map(drop)
    }

    /// A build from nothing: of all, or only of these crates and what they need.
    pub(super) async fn debug(&self, crates: &[String]) -> Outcome {
        self.forget_builds()?;
        let crates = crates.iter().map(|named| format!("--package={}", named.replace(' ', "@"))).collect::<Vec<_>>();
        let arguments = std::iter::once("build").chain(crates.iter().map(String::as_str)).collect::<Vec<_>>();
        self.cargo(&arguments).await.map(drop)
    }

    /// How large the release build of the program is.
    pub(super) async fn release_bytes(&self) -> Outcome<u64> {
        self.cargo(&["build", "--release"]).await?;
        Ok(fs::metadata(self.target().join("release/hello"))?.len())
    }

    /// Names and versions of all that is built for it, itself not counted.
    pub(super) async fn crates(&self) -> Outcome<Vec<String>> {
        self.tree("normal,build").await
    }

    /// Those of others that it is linked with: what only the compiler loads is built for one of these.
    pub(super) async fn others(&self) -> Outcome<Vec<String>> {
        let linked = self.tree("normal,no-proc-macro").await?;
        Ok(linked.into_iter().filter(|named| !named.starts_with("tidings")).collect())
    }

    async fn tree(&self, edges: &str) -> Outcome<Vec<String>> {
        let tree = self.cargo(&["tree", "--edges", edges, "--prefix", "none", "--format", "{p}"]).await?;
        let named = tree.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?.trim_start_matches('v')))
        });
        Ok(named.filter(|name| !name.starts_with("hello ")).collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn target(&self) -> PathBuf {
        self.0.join("target")
    }

    fn forget_builds(&self) -> Outcome {
        match fs::remove_dir_all(self.target()) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause.into()),
            _ => Ok(()),
        }
    }

    async fn cargo(&self, arguments: &[&str]) -> Outcome<String> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments).current_dir(&self.0).stdin(Stdio::null()).env("CARGO_TARGET_DIR", self.target());
        let ran = cargo.output().await?;
        match ran.status.success() {
            true => Ok(String::from_utf8_lossy(&ran.stdout).into_owned()),
            false => Err(format!("cargo {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr)).into()),
        }
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // What cannot be removed is in the folder of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}
