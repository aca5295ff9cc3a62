//! The suite of behaviours that every provider of Tidings must show.
