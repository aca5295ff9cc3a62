//! The dead letters, read as a program of a user reads them.

use std::{path::Path, sync::Arc, time::Duration};

use super::{
    Error,
    judge::Letter,
    program::{ALL, Cache, Desk, Ledger, Listener, Mail, Notes, Role, Task},
    protocol::Protocol,
    record::Journal,
};

/// More than a run has.
const MOST: usize = 1_000_000;

/// The dead letters of all listeners, those too which the broker itself moved.
pub(crate) async fn letters(protocol: Protocol, port: u16, folder: &Path) -> Result<Vec<Letter>, Error> {
    let task = Task {
        role: Role::Worker,
        // The cache's queue has this name in it.
        name: "cache-1".into(),
        life: 1,
        protocol,
        port,
        heartbeat: Duration::from_secs(10),
        send_timeout: Duration::from_secs(10),
        rate: 0,
        journal: folder.join("clerk.journal"),
        lie: None,
    };
    let desk = Desk::new(Journal::open(&task.journal)?, None);
    let builder = task.builder().provide(Arc::new(desk)).listeners::<(Ledger, Mail, Notes, Cache)>();
    let read = async |manager: tidings::EventManager| {
        let mut letters = Vec::new();
        for listener in ALL {
            letters.extend(of(&manager, listener).await?);
        }
        Ok::<_, Error>(letters)
    };
    builder.build()?.run(read).await
}

async fn of(manager: &tidings::EventManager, listener: Listener) -> Result<Vec<Letter>, Error> {
    let found = manager.dead_letters(listener.name()).await?.list(MOST).await?;
    let letters = found.iter().map(|found| {
        let body: serde_json::Value = serde_json::from_slice(found.envelope().body()?)?;
        let n = body["n"].as_u64().ok_or("a dead letter is none of these events")?;
        Ok(Letter { listener, n, by_broker: found.note().is_none(), reason: found.reason().to_owned() })
    });
    letters.collect()
}
