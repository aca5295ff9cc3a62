use std::{
    fmt::Display,
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
};

/// An append-only file of lines.
#[derive(Debug)]
pub(crate) struct Journal(File);

impl Journal {
    /// Opens it, and ends the line that a killed predecessor may have torn.
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(b"\n")?;
        Ok(Self(file))
    }

    /// Appends a line with one call.
    ///
    /// # Errors
    /// What the file system says: then the program must not go on as if it were written.
    pub(crate) fn write(&self, line: &impl Display) -> std::io::Result<()> {
        (&self.0).write_all(format!("{line}\n").as_bytes())
    }
}
