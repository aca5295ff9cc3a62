//! An event cannot go to another thread.
//! Remedy: cannot be sent between threads safely
use tidings::prelude::*;

#[event]
struct Placed {
    #[serde(skip)]
    order: std::marker::PhantomData<*const u8>,
}

fn main() {}
