/// How tasks take their turns.
#[derive(Debug, Clone, Copy)]
pub struct Quirks {
    /// Of 256 turns, how many go to the task of the highest rank of all that can run; chance gives the others. A rank is
    /// drawn once, so that now and then a task waits for long.
    pub by_rank: u64,
}
