//! Counts by callgrind: the same on every machine that runs the same program, however busy it is.
//!
//! Only what the program itself does is counted, not what the C library does for it: that has other ways to copy memory
//! on other processors, and changes with the system. A call of it is an instruction of the program's all the same, and
//! those that give memory are counted by themselves.

mod profile;

use std::{env, fs, path::Path, process::Command};

pub use profile::Profile;

use crate::{Outcome, parts::Part};

/// What one round of a part takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Instructions of the program itself.
    pub instructions: f64,
    /// Calls of what gives memory, or more of it.
    pub allocations: f64,
}

/// Counts a part: what so many rounds and twice as many differ by, so that start and end do not count.
///
/// # Errors
/// Without valgrind, or if the part fails.
pub fn count(part: &Part) -> Outcome<Cost> {
    let (less, more) = (profile(part, part.rounds)?, profile(part, 2 * part.rounds)?);
    let each = |less: u64, more: u64| more.saturating_sub(less) as f64 / part.rounds as f64;
    Ok(Cost {
        instructions: each(less.instructions, more.instructions),
        allocations: each(less.allocations, more.allocations),
    })
}

fn profile(part: &Part, rounds: u64) -> Outcome<Profile> {
    let program = env::current_exe()?;
    let folder = env::temp_dir().join(format!("tidings-costs-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let profiled = profile_in(&folder, &program, part, rounds);
    fs::remove_dir_all(&folder)?;
    profiled
}

fn profile_in(folder: &Path, program: &Path, part: &Part, rounds: u64) -> Outcome<Profile> {
    let file = folder.join("callgrind");
    let ran = Command::new("valgrind")
        // Each thread for itself: what the watchdog does hangs on how long all takes.
        .args(["--tool=callgrind", "-q", "--separate-threads=yes", "--compress-strings=no", "--dump-line=no"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args(["run", part.name, &rounds.to_string()])
        .output()
        .map_err(|error| format!("valgrind, which counts: {error}; scripts/ci/costs.sh installs it"))?;
    if !ran.status.success() {
        return Err(format!("{} under valgrind: {}", part.name, String::from_utf8_lossy(&ran.stderr)).into());
    }
    let text = fs::read(folder.join("callgrind-01"))?;
    Profile::read(&String::from_utf8_lossy(&text), &program.to_string_lossy())
}
