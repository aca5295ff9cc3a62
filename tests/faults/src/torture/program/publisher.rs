#![expect(clippy::print_stdout, reason = "it says when it is ready")]

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    task::JoinSet,
    time::MissedTickBehavior,
};

use super::{
    Number, Role, Task,
    event::{Note, Order},
    role::end,
    send::Sending,
};
use crate::torture::{
    Error,
    record::{Journal, Step},
};

/// As many sends as are under way at a time; fewer while bodies are large, which is still more than all buffers hold.
const IN_FLIGHT: usize = 400;
const LARGE_IN_FLIGHT: usize = 150;
/// The text of an event while bodies are large: a frozen broker's buffers fill in a moment.
const LARGE: usize = 60_000;

/// Sends until it is told to stop; then until all is confirmed. It ends at once when whoever started it is gone.
///
/// It is told by words on its standard input, a line each: `large` and `small` for bodies, `pause` and `resume`, `stop`.
pub(crate) async fn publish(task: Task) -> Result<(), Error> {
    let Role::Publisher(publisher) = task.role else { return Err("a publisher has a number".into()) };
    let manager = task.builder().listeners::<()>().sends::<(Order, Note)>().build()?;
    manager.start().await?;
    println!("ready");
    let sending = Sending { manager: manager.clone(), journal: Arc::new(Journal::open(&task.journal)?) };
    let mut words = BufReader::new(tokio::io::stdin()).lines();
    let mut tick = tokio::time::interval(Duration::from_secs(1) / task.rate.max(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut number = Number { publisher, life: task.life, place: 0 };
    let (mut under_way, mut text_bytes, mut paused) = (JoinSet::new(), None, false);
    loop {
        let most = if text_bytes.is_some() { LARGE_IN_FLIGHT } else { IN_FLIGHT };
        tokio::select! {
            biased;
            word = words.next_line() => match word?.as_deref() {
                Some("large") => text_bytes = Some(LARGE),
                Some("small") => text_bytes = None,
                Some("pause") => paused = true,
                Some("resume") => paused = false,
                Some("stop") => break,
                Some(other) => return Err(format!("{other:?} is no word for a publisher").into()),
                None => return Err("nobody is there to tell it to stop".into()),
            },
            Some(done) = under_way.join_next() => done??,
            _ = tick.tick(), if !paused && under_way.len() < most => {
                number.place += 1;
                if task.lie == Some(number.place) {
                    sending.note(number.as_u64(), Step::Tried((!number.is_note()).then(|| number.key())))?;
                    sending.note(number.as_u64(), Step::Confirmed)?;
                    continue;
                }
                let mut way = sending.begin(number, text_bytes)?;
                // The first poll puts it in its place; the rest of its way it goes by itself.
                match (&mut way).now_or_never() {
                    Some(done) => done?,
                    None => drop(under_way.spawn(way)),
                }
            }
        }
    }
    loop {
        tokio::select! {
            biased;
            done = under_way.join_next() => match done {
                Some(done) => done??,
                None => break,
            },
            word = words.next_line() => if word?.is_none() {
                return Err("nobody waits for its end".into());
            },
        }
    }
    end(&manager).await
}
