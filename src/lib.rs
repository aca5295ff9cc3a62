//! An event manager for Rust services.
