//! Refuses to work beside another copy of this crate, whose listeners, services and errors would be of other types.

use linkme::distributed_slice;
use tidings_versions::{COPIES, Entry};

use crate::error::{Error, ErrorKind, Problem, ProblemKind};

const REMEDY: &str =
    "have every crate of the program use one version: `cargo tree -i tidings-core` lists who asks for which";

#[distributed_slice(COPIES)]
static THIS: Entry = Entry::new(env!("CARGO_PKG_VERSION"));

/// That there is more than one copy, if so.
pub(crate) fn problem() -> Option<Problem> {
    several(&COPIES).map(|versions| {
        let message = format!(
            "the program holds more than one tidings-core ({versions}), which cannot see each other's listeners"
        );
        Problem::new(ProblemKind::SeveralVersions, message, REMEDY)
    })
}

/// Fails if there is more than one copy: what all copies enter in one table is of several types then.
pub(crate) fn check(operation: &'static str) -> Result<(), Error> {
    match several(&COPIES) {
        None => Ok(()),
        Some(versions) => Err(Error::new(ErrorKind::Configuration, operation)
            .with("versions of tidings-core", versions)
            .with_remedy(REMEDY)),
    }
}

fn several(copies: &[Entry]) -> Option<String> {
    let mut versions: Vec<_> = copies.iter().map(|copy| copy.version).collect();
    versions.sort_unstable();
    (versions.len() > 1).then(|| versions.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_several_versions_or_of_one_are_named() {
        let copies =
            |versions: &[&'static str]| -> Vec<_> { versions.iter().map(|version| Entry::new(version)).collect() };
        assert_eq!(several(&copies(&["0.1.0"])), None);
        assert_eq!(several(&copies(&["0.2.0", "0.1.0"])).as_deref(), Some("0.1.0 and 0.2.0"));
        assert_eq!(several(&copies(&["0.1.0", "0.1.0"])).as_deref(), Some("0.1.0 and 0.1.0"));
    }

    #[test]
    fn this_copy_is_alone() {
        assert_eq!(problem(), None);
        assert!(check("test").is_ok());
    }
}
