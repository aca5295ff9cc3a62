use crate::Outcome;

/// The functions of the C library that give memory.
const ALLOCATE: &[&str] = &["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"];

/// What a program did, as callgrind tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Profile {
    /// Instructions of the program itself.
    pub instructions: u64,
    /// Calls of what gives memory.
    pub allocations: u64,
}

impl Profile {
    /// Reads callgrind's format, in which names are written out.
    ///
    /// # Errors
    /// A number that is none, or a profile of another program.
    pub fn read(profile: &str, program: &str) -> Outcome<Self> {
        let mut read = Self::default();
        let (mut object, mut called) = ("", Called::default());
        for line in profile.lines() {
            if let Some(name) = line.strip_prefix("ob=") {
                object = name;
            } else if let Some(name) = line.strip_prefix("cob=") {
                called.object = Some(name);
            } else if let Some(name) = line.strip_prefix("cfn=") {
                called.function = name;
            } else if let Some(calls) = line.strip_prefix("calls=") {
                let elsewhere = called.object.is_some_and(|callee| callee != object);
                if object == program && elsewhere && ALLOCATE.contains(&called.function) {
                    read.allocations += number(calls)?;
                }
                called = Called { cost_follows: true, ..Called::default() };
            } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
                // A position, which may be told as how far it is from the last, and a cost.
                // The line below a call is what the callee took, which its own lines tell, too.
                if !called.cost_follows && object == program {
                    read.instructions += number(line.split_once(' ').map_or("", |(_, cost)| cost))?;
                }
                called.cost_follows = false;
            }
        }
        if read.instructions == 0 {
            return Err(format!("callgrind told nothing of {program}").into());
        }
        Ok(read)
    }
}

/// The function that the next lines say was called; without an object it is of the caller's.
#[derive(Default)]
struct Called<'a> {
    object: Option<&'a str>,
    function: &'a str,
    cost_follows: bool,
}

fn number(text: &str) -> Outcome<u64> {
    let first = text.split(' ').next().unwrap_or_default();
    first.parse().map_err(|error| format!("callgrind wrote {text:?} where a number stands: {error}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "version: 1\npositions: line\nevents: Ir\n\nob=/bin/costs\nfl=a.rs\nfn=main\n0 10\n\
        cob=/lib/libc.so.6\ncfi=???\ncfn=malloc\ncalls=3 0\n0 300\ncfn=look\ncalls=5 0\n0 5\nfi=b.rs\n0 7\n\n\
        ob=/lib/libc.so.6\nfl=???\nfn=malloc\n0 300\ncob=/lib/libc.so.6\ncfn=realloc\ncalls=9 0\n0 90\n\n\
        ob=/bin/costs\nfn=look\n0 1\n\ntotals: 999\n";

    #[test]
    fn what_the_program_itself_did_is_counted_and_nothing_twice() {
        assert_eq!(Profile::read(PROFILE, "/bin/costs").unwrap(), Profile { instructions: 18, allocations: 3 });
    }

    #[test]
    fn what_follows_a_call_at_a_relative_position_is_counted() {
        for position in ["*", "+4", "-2", "7"] {
            let call = format!("ob=/lib/libc.so.6\nfn=look\n8 1\ncfn=up\ncalls=1 0\n{position} 5\n");
            let profile = format!("{call}ob=/bin/costs\nfn=main\n0 10\n+1 3\n* 2\n");
            assert_eq!(Profile::read(&profile, "/bin/costs").unwrap().instructions, 15);
        }
    }

    #[test]
    fn a_profile_of_another_program_is_refused() {
        assert!(Profile::read(PROFILE, "/bin/other").is_err());
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        assert!(Profile::read("ob=/bin/costs\nfn=main\n0 ten\n", "/bin/costs").is_err());
    }
}
