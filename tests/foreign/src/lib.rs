//! Tests of Tidings beside clients in Python, through one broker.
