//! A mistake is said once: what a check refused becomes an error type, of which the compiler says nothing more.

use super::{BorrowedParameter, Parameter};
use crate::event::Event;

/// The type itself, if its check passed: `<T as If<{ is_event::<T>() }>>::Then`.
pub trait If<const PASSED: bool> {
    /// The type itself.
    type Then: ?Sized;
}

impl<T: ?Sized> If<true> for T {
    type Then = T;
}

/// Checks the type of an event.
pub const fn is_event<E: Event>() -> bool {
    true
}

/// Checks a parameter that is passed by value.
pub const fn is_parameter<P: Parameter>() -> bool {
    true
}

/// Checks a parameter that is passed by reference.
pub const fn is_borrowed_parameter<P: BorrowedParameter>() -> bool {
    true
}
