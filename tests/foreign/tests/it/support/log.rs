use std::{
    fmt::{Debug, Write},
    sync::{Mutex, Once, PoisonError},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// What is logged of one name.
pub(crate) struct Log(String);

/// What all tests of this binary log for an operator's eyes.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Log {
    /// Begins to listen, if nobody has yet.
    pub(crate) fn of(name: &str) -> Self {
        static BEGUN: Once = Once::new();
        // For the whole process: one for a thread alone misses what another thread came across first.
        BEGUN.call_once(|| tracing::subscriber::set_global_default(Lines).unwrap());
        Self(name.to_owned())
    }

    /// The lines so far that have the name in them.
    pub(crate) fn text(&self) -> String {
        let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<_> = lines.iter().filter(|line| line.contains(&self.0)).cloned().collect();
        lines.join("\n")
    }
}

struct Lines;

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Line(String);
        impl Visit for Line {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let mut line = Line(format!("{} ", event.metadata().level()));
        event.record(&mut line);
        LINES.lock().unwrap_or_else(PoisonError::into_inner).push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
