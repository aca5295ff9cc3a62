//! What holds across processes, over a real Apache Artemis.

mod keys;
mod poison;
mod restarts;
mod support;
