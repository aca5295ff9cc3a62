/// Names one entry of a window; later entries have greater tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub(super) u64);

/// What was withdrawn from a window.
#[derive(Debug, PartialEq, Eq)]
pub enum Withdrawn<T> {
    /// It was never given out for transfer.
    NotSent(T),
    /// It was, in this epoch or an earlier one, so it may have arrived.
    Undecided(T),
}
