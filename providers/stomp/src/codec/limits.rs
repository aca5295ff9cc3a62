/// How much a decoder takes for one frame; what is over a limit ends the conversation before it is gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many headers, repeated ones included; 1,000 by default.
    pub headers: usize,
    /// How many bytes all headers together, with the command line and all line ends; 256 KiB by default.
    pub header_bytes: usize,
    /// How many bytes the whole frame, with its closing NUL; 64 MiB by default.
    pub frame_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { headers: 1_000, header_bytes: 256 * 1024, frame_bytes: 64 * 1024 * 1024 }
    }
}
