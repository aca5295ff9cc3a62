//! Two services stand for one trait.
//! Remedy: conflicting implementations
use tidings::prelude::*;

trait Net: Send + Sync {}

#[injectable(as = dyn Net)]
struct Smtp;
impl Net for Smtp {}

#[injectable(as = dyn Net)]
struct Http;
impl Net for Http {}

fn main() {}
