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
