//! A real broker does what the tests of the providers rely on.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod binary;
mod configuration;
mod life;
mod machine;
mod many;
mod operator;
mod others;
mod owner;
mod script;
mod sources;
mod stomp;
mod support;
mod tls;
