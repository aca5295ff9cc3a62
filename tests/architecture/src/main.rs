//! What CI asks of the workspace.
fn main() {}
