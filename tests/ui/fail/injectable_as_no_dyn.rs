//! What a service stands for is no `dyn`.
//! Remedy: `as = dyn MyTrait`
use tidings::prelude::*;

trait Net: Send + Sync {}

#[injectable(as = Net)]
struct Smtp;
impl Net for Smtp {}

fn main() {}
