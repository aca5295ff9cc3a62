//! The attribute macros of Tidings.
