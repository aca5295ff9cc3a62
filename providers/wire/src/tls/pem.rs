use std::{fmt, path::PathBuf, sync::Arc};

/// Certificates or a key in PEM, in a file or in memory; what is in memory is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem(pub(crate) Place);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Pem {
    /// What a file holds, read at every connection.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Place::File(path.into()))
    }

    /// What was read already.
    pub fn bytes(pem: impl Into<Vec<u8>>) -> Self {
        Self(Place::Memory(pem.into().into()))
    }
}

impl fmt::Display for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Memory(_) => f.write_str("given bytes"),
        }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pem({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_output_shows_what_is_in_memory() {
        let key = Pem::bytes("-----BEGIN PRIVATE KEY-----\ntopsecret");
        assert_eq!(format!("{key} {key:?}"), "given bytes Pem(given bytes)");
        assert_eq!(Pem::file("a.key").to_string(), "a.key");
    }
}
