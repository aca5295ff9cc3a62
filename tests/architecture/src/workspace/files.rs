use std::{fs, io, path::Path};

/// One text file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path in the workspace, with `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// A file of this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// What cargo leaves in a target directory, whatever its name.
const CACHE_MARK: &str = "CACHEDIR.TAG";

/// Every text file below `root`, but what a build or an editor leaves there.
pub(super) fn texts(root: &Path) -> io::Result<Vec<Source>> {
    let mut texts = Vec::new();
    gather(root, "", &mut texts)?;
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(texts)
}

fn gather(folder: &Path, prefix: &str, texts: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && is_ours(&name) && !entry.path().join(CACHE_MARK).exists() {
            gather(&entry.path(), &format!("{path}/"), texts)?;
        } else if kind.is_file() {
            // What is no UTF-8 is no text.
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                texts.push(Source { path, text });
            }
        }
    }
    Ok(())
}

/// Whether a folder of this name is part of the project: not a build, not an editor's or git's own.
fn is_ours(name: &str) -> bool {
    name != "target" && (!name.starts_with('.') || [".ci", ".cargo", ".github"].contains(&name))
}
