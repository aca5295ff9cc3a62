//! Starts an Apache Artemis in the foreground.

fn main() {}
