use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use rustix::time::{ClockId, clock_gettime};

use crate::Line;

/// The file that all processes of a test add to.
#[derive(Debug)]
pub struct Journal(File);

impl Journal {
    /// Opens it, and makes it where it is not there yet.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        OpenOptions::new().append(true).create(true).open(path).map(Self)
    }

    /// Adds a line: with one write to a file that is open for appending, so that lines of several processes do not mix,
    /// and stand in the order in which they were written.
    ///
    /// # Errors
    /// What the file system says.
    pub fn add(&self, mut line: Line) -> io::Result<()> {
        let now = clock_gettime(ClockId::Monotonic);
        line.at_us =
            u64::try_from(now.tv_sec).unwrap_or(0) * 1_000_000 + u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000;
        let mut text = serde_json::to_vec(&line)?;
        text.push(b'\n');
        (&self.0).write_all(&text)
    }

    /// All lines so far, in order. The last one counts once it is whole.
    ///
    /// # Errors
    /// What the file system says, and a line that is none.
    pub fn read(path: &Path) -> io::Result<Vec<Line>> {
        let mut text = String::new();
        match File::open(path) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(|line| serde_json::from_str(line).map_err(io::Error::from)).collect()
    }
}
