//! The Java client, by Artemis' own tool for that, `artemis perf`: a process for each run, which warms itself up and counts
//! by seconds. What is measured lies between the first second after its warm-up and the last.

mod perf;
mod seconds;

use tidings_bench_measure::{Outcome, Place, Work, repeat};

use super::{Java, amqp};

pub(super) async fn set_up(work: Java, place: Place) -> Outcome<Box<dyn Work>> {
    if work == Java::Send {
        // What is sent must have somewhere to go.
        amqp::drain(&place, 0).await?;
    }
    Ok(repeat(async move |_| {
        let (sample, sent) = perf::run(work, &place).await?;
        if work == Java::Send {
            amqp::drain(&place, sent).await?;
        }
        Ok(sample)
    }))
}
