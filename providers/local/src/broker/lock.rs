use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic elsewhere: no user code runs under a lock of this crate, so the state is whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
