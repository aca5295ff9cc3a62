//! A service stands for a trait that it does not implement.
//! Remedy: the trait `Net` is not implemented for `Smtp`
use tidings::prelude::*;

trait Net: Send + Sync {}

#[injectable(as = dyn Net)]
struct Smtp;

fn main() {}
