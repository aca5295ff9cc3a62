use crate::java::QUICK;

/// How the broker's Java is tuned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Jvm {
    /// A quick start and little memory: 256 MiB of heap, the serial collector, the first compiler only. The default.
    #[default]
    Quick,
    /// As a server runs: 2 GiB of heap, G1, all compilers. For benchmarks.
    Server,
}

impl Jvm {
    /// What the broker's Java is told of it.
    pub fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Quick => QUICK,
            Self::Server => &["-Xms2G", "-Xmx2G", "-XX:+UseG1GC", "-XX:AutoBoxCacheMax=20000"],
        }
    }
}
