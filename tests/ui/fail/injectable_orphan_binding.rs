//! A service stands for a trait of another crate.
//! Remedy: only traits defined in the current crate
use tidings::prelude::*;

#[injectable(as = dyn std::fmt::Debug + Send + Sync)]
#[derive(Debug)]
struct Smtp;

fn main() {}
