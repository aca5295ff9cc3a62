//! The packages of the workspace and the text that is committed.

mod files;
mod metadata;

use std::{io, path::Path};

pub use files::Source;
pub use metadata::{Dependency, Package, Target};

/// The workspace as it lies on the disk.
#[derive(Debug)]
pub struct Workspace {
    /// Its packages, in cargo's order.
    pub packages: Vec<Package>,
    /// The packages of workspaces of their own that lie within, built only where somebody asks for them.
    pub others: Vec<Package>,
    /// Every text file but those that a build made, sorted by path.
    pub texts: Vec<Source>,
}

impl Workspace {
    /// Reads the workspace that this crate belongs to.
    ///
    /// # Errors
    /// What cargo or the file system says.
    pub fn read() -> io::Result<Self> {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize()?;
        let texts = files::texts(&root)?;
        let is_other = |source: &&Source| {
            source.path.ends_with("/Cargo.toml") && source.text.lines().any(|line| line == "[workspace]")
        };
        let others = texts.iter().filter(is_other).map(|manifest| metadata::packages(&root, &manifest.path));
        let others = others.collect::<io::Result<Vec<_>>>()?.concat();
        Ok(Self { packages: metadata::packages(&root, "Cargo.toml")?, others, texts })
    }

    /// The package of this name.
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The Rust files below a folder of the workspace, such as `core/src`.
    pub fn sources(&self, folder: &str) -> Vec<Source> {
        let folder = format!("{folder}/");
        let folder = folder.trim_start_matches('/');
        self.rust().filter(|source| source.path.starts_with(folder)).cloned().collect()
    }

    /// All Rust files but the cases of the UI tests, which are wrong on purpose.
    pub fn rust(&self) -> impl Iterator<Item = &Source> {
        let case = |path: &str| path.starts_with("tests/ui/fail/") || path.starts_with("tests/ui/pass/");
        self.texts.iter().filter(move |source| source.path.ends_with(".rs") && !case(&source.path))
    }
}
