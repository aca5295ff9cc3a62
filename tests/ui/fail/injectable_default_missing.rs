//! A field that is not injected has no default.
//! Remedy: the trait `Default` is not implemented
use tidings::prelude::*;

struct Handle;

#[injectable]
struct Shop {
    #[inject(default)]
    handle: Handle,
}

fn main() {}
