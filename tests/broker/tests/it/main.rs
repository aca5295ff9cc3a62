//! A real broker does what the tests of the providers rely on.
mod life;
