use std::collections::{BTreeSet, HashMap};

use super::{evidence::Evidence, verdict::Verdict};
use crate::torture::{
    clock::Moment,
    program::{ALL, Listener},
    record::{Ending, Handled},
};

/// What the listeners did with the events.
pub(super) type Deeds = HashMap<(Listener, u64), Deed>;

/// What one listener did with one event, in whichever process.
#[derive(Clone, Debug, Default)]
pub(super) struct Deed {
    /// How often it handled it.
    pub(super) done: u32,
    /// When it began to handle it for the first time.
    pub(super) begun: Moment,
    /// In which process that was.
    pub(super) by: String,
    /// Whether it had been given to somebody before that.
    pub(super) redelivered: bool,
    /// When it had handled it for the first time.
    pub(super) ended: Moment,
    pub(super) letters: u32,
    pub(super) broker_letters: u32,
    /// Under which ids it came: one, unless what was said not to have been sent was sent all the same.
    pub(super) ids: BTreeSet<String>,
    /// All of it, for a human.
    pub(super) told: Vec<String>,
}

pub(super) fn deeds(evidence: &Evidence, verdict: &mut Verdict) -> Deeds {
    let mut deeds = Deeds::new();
    for (process, handled) in &evidence.handled {
        for handled in handled {
            let Some(listener) = ALL.into_iter().find(|listener| listener.name() == handled.listener) else { continue };
            verdict.attempts += 1;
            verdict.redelivered += u64::from(handled.redelivered);
            let deed = deeds.entry((listener, handled.n)).or_default();
            add(deed, process, handled, verdict);
        }
    }
    for letter in &evidence.letters {
        let deed = deeds.entry((letter.listener, letter.n)).or_default();
        deed.told.push(format!("dead letter: {}", letter.reason));
        if letter.by_broker {
            deed.broker_letters += 1;
            verdict.dead_letters_of_broker += 1;
        } else {
            deed.letters += 1;
            verdict.dead_letters += 1;
            verdict.dead_letters_twice += u64::from(deed.letters > 1);
        }
    }
    deeds
}

fn add(deed: &mut Deed, process: &str, handled: &Handled, verdict: &mut Verdict) {
    if !deed.ids.contains(&handled.id) {
        deed.ids.insert(handled.id.clone());
    }
    match handled.ending {
        Ending::Ok => {
            let is_first = deed.done == 0;
            if is_first || handled.begun < deed.begun {
                (deed.begun, deed.by) = (handled.begun, process.to_owned());
                deed.redelivered = handled.redelivered;
            }
            deed.ended = if is_first { handled.ended } else { deed.ended.min(handled.ended) };
            deed.done += 1;
            verdict.handled += 1;
            verdict.duplicated += u64::from(!is_first);
        }
        Ending::Failed => {}
        Ending::Mangled => verdict.mangled += 1,
    }
    // Most were handled at once, and nobody will ask.
    if handled.ending != Ending::Ok || deed.done > 1 || handled.redelivered {
        deed.told.push(format!(
            "{}..{} {process}: {:?}, attempt {}, redelivered {}",
            handled.begun, handled.ended, handled.ending, handled.attempt, handled.redelivered
        ));
    }
}
