//! The numbers as metrics, through the `metrics` facade: whatever recorder the program installs gets them.
//!
//! Nothing is done per event: the ledger is read now and then, and its totals are told.

use metrics::{counter, gauge};

use super::view::{EventLedger, Ledger, ListenerLedger};

impl Ledger {
    /// Tells the numbers to the recorder of the program; without one it does nothing.
    pub(crate) fn export(&self) {
        self.events.iter().for_each(EventLedger::export);
        self.listeners.iter().for_each(ListenerLedger::export);
    }
}

impl EventLedger {
    fn export(&self) {
        let sent = &self.sent;
        let tell = |name: &'static str, number: u64| {
            let labels = [("provider", self.provider.clone()), ("event", self.event.clone())];
            counter!(name, &labels).absolute(number);
        };
        tell("tidings_events_sent_total", sent.sent);
        tell("tidings_events_confirmed_total", sent.confirmed);
        tell("tidings_events_unheard_total", sent.unheard);
        tell("tidings_events_failed_total", sent.failed);
        let labels = [("provider", self.provider.clone()), ("event", self.event.clone())];
        gauge!("tidings_events_undecided", &labels).set(exact(sent.undecided));
    }
}

impl ListenerLedger {
    fn export(&self) {
        let got = &self.deliveries;
        let labels = || {
            [
                ("provider", self.provider.clone()),
                ("event", self.event.clone()),
                ("listener", self.listener.clone()),
                ("queue", self.queue.clone()),
            ]
        };
        let tell = |name: &'static str, number: u64| counter!(name, &labels()).absolute(number);
        tell("tidings_deliveries_received_total", got.received);
        tell("tidings_deliveries_accepted_total", got.accepted);
        tell("tidings_deliveries_duplicates_total", got.duplicates);
        tell("tidings_deliveries_retried_total", got.retried);
        tell("tidings_deliveries_dead_lettered_total", got.dead_lettered);
        tell("tidings_deliveries_returned_total", got.returned);
        gauge!("tidings_deliveries_in_flight", &labels()).set(exact(got.in_flight));
    }
}

/// What is under way is bounded by windows, far below where an `f64` loses count.
fn exact(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    };

    use metrics::{
        Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit, with_local_recorder,
    };

    use crate::ledger::Book;

    /// Keeps the counters and gauges that it was told of.
    #[derive(Default)]
    struct Kept(Mutex<Vec<(Key, Arc<Told>)>>);

    #[derive(Default)]
    struct Told(AtomicU64);

    impl CounterFn for Told {
        fn increment(&self, value: u64) {
            self.0.fetch_add(value, Ordering::SeqCst);
        }

        fn absolute(&self, value: u64) {
            self.0.store(value, Ordering::SeqCst);
        }
    }

    impl Recorder for Kept {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            let told = Arc::<Told>::default();
            self.0.lock().unwrap().push((key.clone(), told.clone()));
            Counter::from_arc(told)
        }

        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }

        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::noop()
        }
    }

    #[test]
    fn the_recorder_of_the_program_is_told_the_totals_by_event_and_listener() {
        let book = Book::default();
        book.event("amqp", "order.placed").sent();
        let count = book.listener("amqp", "order.placed", "invoice", "order.placed::invoice");
        count.received(3);
        count.ends().dead_lettered();
        let kept = Kept::default();
        with_local_recorder(&kept, || book.ledger().export());
        let told = kept.0.into_inner().unwrap();
        let number = |name: &str| {
            let (key, told) = told.iter().find(|(key, _)| key.name() == name).unwrap();
            let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            (told.0.load(Ordering::SeqCst), labels.join(","))
        };
        assert_eq!(number("tidings_events_sent_total"), (1, "provider=amqp,event=order.placed".into()));
        let of_listener = "provider=amqp,event=order.placed,listener=invoice,queue=order.placed::invoice";
        assert_eq!(number("tidings_deliveries_received_total"), (3, of_listener.into()));
        assert_eq!(number("tidings_deliveries_dead_lettered_total"), (1, of_listener.into()));
    }
}
