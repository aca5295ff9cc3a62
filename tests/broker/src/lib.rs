//! Real brokers for tests: gets, starts, kills, freezes and restarts an Apache Artemis.
