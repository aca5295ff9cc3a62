use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::Line;

/// Reads what is appended to a file while it grows.
#[derive(Debug)]
pub(crate) struct Follow {
    path: PathBuf,
    offset: u64,
    rest: Vec<u8>,
}

impl Follow {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), offset: 0, rest: Vec::new() }
    }

    /// The lines that are new and whole; none while there is no file.
    pub(crate) fn lines<L: Line>(&mut self) -> std::io::Result<Vec<L>> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        file.seek(SeekFrom::Start(self.offset))?;
        self.offset += file.read_to_end(&mut self.rest)? as u64;
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else { return Ok(Vec::new()) };
        let whole: Vec<u8> = self.rest.drain(..=end).collect();
        Ok(String::from_utf8_lossy(&whole).lines().filter_map(L::parse).collect())
    }
}

/// All lines of a file that are whole.
pub(crate) fn read<L: Line>(path: &Path) -> std::io::Result<Vec<L>> {
    Follow::new(path).lines()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::torture::record::{Journal, Sent, Step};

    #[test]
    fn a_torn_line_says_nothing_and_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let first = Sent { n: 1, at: 5, step: Step::Confirmed };
        Journal::open(&path).unwrap().write(&first).unwrap();
        std::fs::write(&path, [std::fs::read(&path).unwrap(), b"2 7 conf".to_vec()].concat()).unwrap();
        let mut follow = Follow::new(&path);
        assert_eq!(follow.lines::<Sent>().unwrap(), [first]);
        let next = Sent { n: 3, at: 9, step: Step::Confirmed };
        Journal::open(&path).unwrap().write(&next).unwrap();
        assert_eq!(follow.lines::<Sent>().unwrap(), [next]);
    }
}
