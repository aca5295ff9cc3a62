//! A process of the simulation: everything that it spawns, which takes its turns by chance and dies with it.
//!
//! Its [`Process::runtime`] is what core spawns, tells the time and makes ids with. [`Process::crash`] drops every task
//! at once: nothing is flushed, no goodbye is said, as when the machine takes a process away.

mod quirks;
mod scheduler;
mod source;
mod tasks;

pub use quirks::Quirks;
pub use scheduler::Scheduler;
pub use source::Clock;
pub use tasks::Process;
