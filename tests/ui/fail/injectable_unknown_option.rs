//! An option is misspelt.
//! Remedy: there are: as, lifecycle, crate
use tidings::prelude::*;

#[injectable(singleton)]
struct Smtp;

fn main() {}
