//! Creates a queue, or judges the one that is there.

use serde_json::Value;
use tidings_core::{Error, ErrorKind};

use super::existing::{self, Existing};
use crate::management::{Management, QueueConfig, Reply, Request};

/// The broker's code for a queue that exists already.
const EXISTS: &str = "AMQ229019";
/// A queue may go between "exists already" and the reading of it; so often is it begun again.
const TRIES: u32 = 3;

/// What was found or done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ensured {
    /// Whether the queue was made now, and should be removed again if it turns out to be unusable.
    pub(crate) created: bool,
    /// What whoever starts the program should know.
    pub(crate) notes: Vec<String>,
}

pub(super) async fn ensure(management: &dyn Management, wanted: &QueueConfig, strict: bool) -> Result<Ensured, Error> {
    let mut notes = Vec::new();
    for _ in 0..TRIES {
        let reply = management.request(Request::create_queue(wanted)).await?;
        if reply.succeeded {
            compare_echo(wanted, &reply)?;
            return Ok(Ensured { created: true, notes });
        }
        if reply.code() != Some(EXISTS) {
            return Err(existing::refused("declare a queue", &wanted.name, &reply));
        }
        let Some(found) = existing::read(management, &wanted.name, wanted.rebalance.is_some()).await? else { continue };
        match judge(wanted, &found) {
            Verdict::Usable(differences) if differences.is_empty() => return Ok(Ensured { created: false, notes }),
            Verdict::Usable(differences) if strict => return Err(differs(wanted, &differences)),
            Verdict::Usable(differences) => {
                if let Some(rebalance) = wanted.rebalance.filter(|_| groups_differ(wanted, &found)) {
                    existing::update_groups(management, &wanted.name, rebalance).await?;
                }
                notes.extend(differences);
                return Ok(Ensured { created: false, notes });
            }
            Verdict::Renew => {
                existing::remove(management, &wanted.name).await?;
                notes.push(format!("the volatile queue `{}` was removed and made anew as a durable one", wanted.name));
            }
            Verdict::Unusable(error) => return Err(error),
        }
    }
    Err(Error::new(ErrorKind::Conflict, "declare a queue")
        .with("queue", &wanted.name)
        .with("tries", TRIES)
        .with_remedy("somebody else creates and removes this queue; rename the listener")
        .with_retryable(true))
}

enum Verdict {
    Usable(Vec<String>),
    /// It keeps nothing anyway, and nobody uses it.
    Renew,
    Unusable(Error),
}

fn judge(wanted: &QueueConfig, found: &Existing) -> Verdict {
    if found.address != wanted.address {
        return Verdict::Unusable(existing::foreign(&wanted.name, &wanted.address, &found.address));
    }
    if found.routing != wanted.routing.word() {
        return Verdict::Unusable(
            conflict(wanted).with("routing", &found.routing).with("wanted", wanted.routing.word()).with_remedy(
                "remove the queue, or rename the listener: with this routing it does not get what is sent",
            ),
        );
    }
    if wanted.durable && (!found.durable || found.auto_delete) {
        if found.consumers == 0 && !found.durable {
            return Verdict::Renew;
        }
        return Verdict::Unusable(
            conflict(wanted)
                .with("durable", found.durable)
                .with("auto-delete", found.auto_delete)
                .with("consumers", found.consumers)
                .with_remedy(
                    "stop its consumers and remove the queue, or make the event non-durable everywhere: \
                     the broker may delete this queue with what is in it",
                ),
        );
    }
    let mut differences = Vec::new();
    if !wanted.durable && (found.durable || !found.auto_delete) {
        differences.push(format!(
            "queue `{}` of a non-durable event is durable: {}, auto-delete: {}; it keeps collecting while nobody listens",
            wanted.name, found.durable, found.auto_delete
        ));
    }
    if groups_differ(wanted, found) {
        let (now, before) = if wanted.rebalance == Some(true) { ("move", "stayed") } else { ("stay", "moved") };
        differences.push(format!(
            "the keys of queue `{}` now {now} when a process joins, before they {before}: all of them should say the same",
            wanted.name
        ));
    }
    Verdict::Usable(differences)
}

/// A queue whose groups move without a pause is none of either kind.
fn groups_differ(wanted: &QueueConfig, found: &Existing) -> bool {
    match (wanted.rebalance, found.groups) {
        (Some(wanted), Some((moves, pauses))) => wanted != moves || wanted && !pauses,
        _ => false,
    }
}

/// The broker ignores keys that it does not know and splits names in its own way; its echo shows both.
fn compare_echo(wanted: &QueueConfig, reply: &Reply) -> Result<(), Error> {
    let echo = reply.inner();
    let expected: [(&'static str, Value); 5] = [
        ("name", wanted.name.as_str().into()),
        ("address", wanted.address.as_str().into()),
        ("routing-type", wanted.routing.word().into()),
        ("durable", wanted.durable.into()),
        ("auto-delete", (!wanted.durable).into()),
    ];
    for (key, value) in expected {
        if echo.get(key) != Some(&value) {
            let found = echo.get(key).map_or_else(|| "nothing".to_owned(), ToString::to_string);
            return Err(conflict(wanted)
                .with("property", key)
                .with("wanted", value)
                .with("made", found)
                .with_remedy("the broker made another queue than was asked for; report its version"));
        }
    }
    Ok(())
}

fn differs(wanted: &QueueConfig, differences: &[String]) -> Error {
    conflict(wanted)
        .with("differences", differences.join("; "))
        .with_remedy("remove the queue so that it is made anew, or do without `.strict_topology()`")
}

fn conflict(wanted: &QueueConfig) -> Error {
    Error::new(ErrorKind::Conflict, "declare a queue").with("queue", &wanted.name).with("address", &wanted.address)
}
