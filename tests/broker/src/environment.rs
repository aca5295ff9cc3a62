use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::Error;

type Lookup = Box<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// Environment variables, the process's or a test's.
pub(crate) struct Environment {
    lookup: Lookup,
}

impl Environment {
    pub(crate) fn new(lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self { lookup: Box::new(lookup) }
    }

    pub(crate) fn of_process() -> Self {
        Self::new(|name| std::env::var_os(name))
    }

    /// A variable's value; set to nothing counts as not set.
    pub(crate) fn value(&self, name: &str) -> Option<OsString> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(|value| value.to_string_lossy().into_owned())
    }

    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.value(name).map(PathBuf::from)
    }

    /// The full path of a program in `PATH`.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = self.value("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| is_executable(program))
    }

    /// The user's cache for this project, which need not exist yet.
    pub(crate) fn cache(&self) -> Result<PathBuf, Error> {
        // A relative XDG_CACHE_HOME is to be ignored, says its specification.
        let xdg = self.path("XDG_CACHE_HOME").filter(|path| path.is_absolute());
        xdg.or_else(|| self.path("HOME").map(|home| home.join(".cache")))
            .map(|cache| cache.join("tidings"))
            .ok_or_else(|| Error::new("no cache folder: neither HOME nor XDG_CACHE_HOME is set"))
    }
}

fn is_executable(program: &Path) -> bool {
    program.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
