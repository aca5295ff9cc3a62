//! The core of Tidings: events, envelopes, listeners, pipelines, delivery; no broker, no network.
