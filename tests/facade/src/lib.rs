//! Tests of the facade and the macros as a user sees them.
