//! The modules of a crate and who uses whom, read from paths and imports.

mod build;
mod names;
mod paths;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

pub use build::build;

/// The modules of a crate, its root first.
#[derive(Debug, Default)]
pub struct Modules {
    modules: Vec<Module>,
}

/// A module: a file, or an inline module in one.
#[derive(Debug, Default)]
struct Module {
    /// Its file's path in the workspace.
    file: String,
    /// Its name, segment by segment, from the crate's root.
    name: Vec<String>,
    parent: usize,
    children: BTreeMap<String, usize>,
    /// The items defined here.
    items: BTreeSet<String>,
    imports: Vec<Import>,
    /// The paths that its code spells out.
    paths: Vec<Spelled>,
    /// The words of its code, for the use of re-exported names.
    words: BTreeSet<String>,
}

/// A name that a `use` brings in; `*` for all.
#[derive(Debug)]
struct Import {
    name: String,
    path: Spelled,
    /// Whether it is handed on to others: `pub use`, in whatever reach.
    exported: bool,
}

/// A path as it is written.
#[derive(Clone, Debug)]
struct Spelled {
    segments: Vec<String>,
    line: usize,
}

/// One file uses something of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The file that uses.
    pub from: String,
    /// The file that defines.
    pub to: String,
    /// The top module of the user; empty for the crate's root.
    pub from_top: String,
    /// The top module of the definition; empty for the crate's root.
    pub to_top: String,
    /// The line in the file that uses.
    pub line: usize,
    /// The path as written.
    pub path: String,
}

impl Modules {
    /// The files that are part of the crate outside tests.
    pub fn files(&self) -> BTreeSet<&str> {
        self.modules.iter().map(|module| module.file.as_str()).collect()
    }

    /// The modules just below the root.
    pub fn top(&self) -> impl Iterator<Item = &str> {
        self.modules.first().into_iter().flat_map(|root| root.children.keys()).map(String::as_str)
    }

    /// Every use of one file by another. A re-export is none: it only gives a name a second place, and whoever uses
    /// that place uses the file behind it.
    pub fn uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        for (at, module) in self.modules.iter().enumerate() {
            for path in module.used() {
                let Some(target) = self.target(at, &path.segments) else { continue };
                let target = &self.modules[target];
                if target.file != module.file {
                    uses.push(Use {
                        from: module.file.clone(),
                        to: target.file.clone(),
                        from_top: module.name.first().cloned().unwrap_or_default(),
                        to_top: target.name.first().cloned().unwrap_or_default(),
                        line: path.line,
                        path: path.segments.join("::"),
                    });
                }
            }
        }
        uses
    }
}

impl Module {
    fn used(&self) -> impl Iterator<Item = Spelled> {
        let imported = self.imports.iter().filter(|import| !import.exported || self.words.contains(&import.name));
        imported.map(|import| import.path.clone()).chain(self.paths.iter().cloned())
    }
}

#[cfg(test)]
mod tests;
