//! The AMQP 1.0 provider of Tidings.
