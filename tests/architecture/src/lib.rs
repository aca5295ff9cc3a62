//! Checks the layers, file sizes and provider files of the workspace.
//!
//! Each check is a function over given sources, so that a bad sample can prove that it fails.

pub mod checks;
pub mod code;
mod graph;
pub mod modules;
pub mod ran;
pub mod workspace;
