use rustix::time::{ClockId, clock_gettime};

use crate::Sample;

/// Measures from its start on: the time that passes, and the CPU time of all threads of this process.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    wall_ns: u64,
    cpu_ns: u64,
}

impl Meter {
    /// Begins to measure.
    pub fn start() -> Self {
        Self { cpu_ns: read(ClockId::ProcessCPUTime), wall_ns: nanos() }
    }

    /// What so many events took until now.
    pub fn stop(self, events: u64) -> Sample {
        let wall_ns = nanos() - self.wall_ns;
        let cpu_ns = read(ClockId::ProcessCPUTime) - self.cpu_ns;
        Sample { events, wall_ns, cpu_ns, memory_bytes: memory_bytes(), ..Sample::default() }
    }
}

/// Nanoseconds of a clock that only goes forward and is the same in all processes of the machine.
pub fn nanos() -> u64 {
    read(ClockId::Monotonic)
}

/// What this process occupies; 0 on systems that do not say so there.
fn memory_bytes() -> u64 {
    /// The unit of the file, as good as everywhere.
    const PAGE_BYTES: u64 = 4_096;
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * PAGE_BYTES
}

fn read(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    // Neither clock is ever negative.
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}
