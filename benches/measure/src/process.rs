use crate::Outcome;

/// Every user's view of a process's CPU time is in ticks of 10 ms, whatever the kernel's own are.
const NANOS_A_TICK: u64 = 10_000_000;

/// Nanoseconds of CPU that another process has taken, in the program and in the system, to 10 ms.
///
/// # Errors
/// It has ended, or the system does not say so below `/proc`.
pub fn process_cpu_ns(id: u32) -> Outcome<u64> {
    read(&std::fs::read_to_string(format!("/proc/{id}/stat"))?)
}

/// The name, in brackets, may hold anything.
fn read(stat: &str) -> Outcome<u64> {
    let (_, rest) = stat.rsplit_once(") ").ok_or("a process without a name")?;
    // The fields 14 and 15, of which the name is the second.
    let ticks = rest.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks * NANOS_A_TICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_that_in_the_program_and_in_the_system() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 900 0 0 0 120 30 5 5 20 0 9 0 1 2 3";
        assert_eq!(read(stat).unwrap(), 1_500_000_000);
        assert!(read("7").is_err());
    }
}
