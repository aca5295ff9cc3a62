//! Tests of events that one protocol sends and another receives, through one broker.
