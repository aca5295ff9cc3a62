use std::{
    fs,
    path::{Path, PathBuf},
};

/// One file of `pass` or `fail`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    text: String,
}

impl Case {
    pub(crate) fn passing() -> Vec<Self> {
        Self::all("pass")
    }

    pub(crate) fn failing() -> Vec<Self> {
        Self::all("fail")
    }

    fn all(folder: &str) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        paths.sort();
        assert!(!paths.is_empty(), "no cases in {}", folder.display());
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        Self { name, text: fs::read_to_string(&path).unwrap(), path }
    }

    /// What must be said of it on every toolchain: the second line, `//! Remedy: ..`.
    pub(crate) fn remedy(&self) -> Option<&str> {
        self.text.lines().nth(1)?.strip_prefix("//! Remedy: ")
    }

    /// The codes of the expected errors: `E0277`.
    pub(crate) fn expected_codes(&self) -> Vec<String> {
        let expected = fs::read_to_string(self.path.with_extension("txt")).unwrap_or_default();
        let codes = expected.lines().filter_map(|line| line.strip_prefix("error[")?.split_once(']'));
        codes.map(|(code, _)| code.to_owned()).collect()
    }

    /// Compares what is said with the file beside the case, or writes that file if it is to be blessed.
    pub(crate) fn judge(&self, said: &str) -> Result<(), String> {
        let file = self.path.with_extension("txt");
        if std::env::var_os("TIDINGS_UI_BLESS").is_some() {
            fs::write(&file, said).unwrap();
            return Ok(());
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        match expected == said {
            true => Ok(()),
            false => Err(format!("{}: expected\n{expected}\nbut the compiler says\n{said}", self.name)),
        }
    }
}
