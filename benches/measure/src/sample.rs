use serde::{Deserialize, Serialize};

/// What one run of a side came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// How many events passed.
    pub events: u64,
    /// Nanoseconds that it took.
    pub wall_ns: u64,
    /// Nanoseconds of CPU that the side's processes took, in the program and in the system.
    pub cpu_ns: u64,
    /// How long each event was under way, in nanoseconds; empty where that is not measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub latencies_ns: Vec<u64>,
    /// Bytes of memory that the side's processes occupied at the end; 0 where that is not looked at.
    #[serde(default)]
    pub memory_bytes: u64,
    /// Nanoseconds of CPU that the brokers took meanwhile; 0 where that is not looked at.
    #[serde(default)]
    pub broker_cpu_ns: u64,
}

impl Sample {
    /// Nanoseconds for each event.
    pub fn nanos_each(&self) -> f64 {
        self.wall_ns as f64 / self.events.max(1) as f64
    }

    /// Nanoseconds of CPU for each event.
    pub fn cpu_each(&self) -> f64 {
        self.cpu_ns as f64 / self.events.max(1) as f64
    }

    /// Nanoseconds of the brokers' CPU for each event.
    pub fn broker_cpu_each(&self) -> f64 {
        self.broker_cpu_ns as f64 / self.events.max(1) as f64
    }

    /// Events a second.
    pub fn rate(&self) -> f64 {
        1e9 / self.nanos_each().max(f64::MIN_POSITIVE)
    }
}
