//! How connections end, on either side.

use tidings_wire::link::Fault;

use super::medium::State;
use crate::{model::Time, network::Wire};

impl State {
    /// The process notices the end of a connection.
    pub(super) fn lose(&mut self, wire: Wire, why: &Fault, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        if line.lost.borrow().is_some() {
            return;
        }
        line.lost.send_replace(Some(why.clone()));
        for (_, asked) in std::mem::take(&mut line.questions) {
            // Who asked may have given up.
            drop(asked.tell.send(Err(why.clone())));
        }
        for (_, inbox) in std::mem::take(&mut line.inboxes) {
            inbox.end(why.clone());
        }
        self.say_of(wire, now, || format!("is lost: {why}"));
    }

    /// The broker sees that a connection is gone.
    pub(super) fn drop_connection(&mut self, wire: Wire, now: Time) {
        let Some(line) = self.lines.get_mut(&wire) else { return };
        line.is_cut = true;
        let Some(connection) = line.connection.take() else { return };
        self.say_of(wire, now, || "is dropped by the broker".to_owned());
        self.broker.dropped(connection, now);
        self.own.consumers.retain(|_, consumer| consumer.wire != wire);
        self.own.sends.retain(|_, (whose, _)| *whose != wire);
        self.absorb(now);
    }
}
