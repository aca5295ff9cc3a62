//! What each part of an event's way costs, so that nothing becomes dearer unseen: see the README of this folder.

pub mod callgrind;
pub mod figures;
pub mod parts;

/// What a command or a part comes to.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
