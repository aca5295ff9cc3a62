//! The in-process provider of Tidings.
