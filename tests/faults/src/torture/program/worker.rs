#![expect(clippy::print_stdout, reason = "it says when it is ready")]

use tidings::prelude::*;
use tokio::{
    io::AsyncReadExt,
    signal::unix::{SignalKind, signal},
};

use super::{Cache, Desk, Ledger, Mail, Notes, Role, Task, role::end};
use crate::torture::{Error, record::Journal};

/// Listens until SIGTERM, or until whoever started it is gone.
pub(crate) async fn work(task: Task) -> Result<(), Error> {
    let desk = Desk::new(Journal::open(&task.journal)?, task.lie);
    let builder = task.builder().provide(Arc::new(desk));
    let builder = match task.role {
        Role::Cache => builder.listeners::<(Cache,)>(),
        _ => builder.listeners::<(Ledger, Mail, Notes)>(),
    };
    let mut term = signal(SignalKind::terminate())?;
    let manager = builder.build()?;
    manager.start().await?;
    println!("ready");
    let (mut input, mut orphaned) = (tokio::io::stdin(), [0]);
    tokio::select! {
        biased;
        _ = term.recv() => {}
        _ = input.read(&mut orphaned) => {}
    }
    end(&manager).await
}
