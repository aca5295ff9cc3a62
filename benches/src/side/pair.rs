use tidings_bench_measure::{Outcome, Sample, nanos};

use super::{Program, Worker};

/// Whoever does the work of one column of a row.
pub(crate) enum Side {
    /// One process.
    Alone(Box<Worker>),
    /// A process that receives what another one sends.
    EndToEnd { publisher: Box<Worker>, listener: Box<Worker> },
}

impl Side {
    /// Starts one process.
    pub(crate) async fn alone(program: &Program) -> Outcome<Self> {
        Ok(Self::Alone(Box::new(Worker::start(program).await?)))
    }

    /// Starts two; the listener first, since what it receives from must be there.
    pub(crate) async fn end_to_end(publisher: &Program, listener: &Program) -> Outcome<Self> {
        let listener = Box::new(Worker::start(listener).await?);
        Ok(Self::EndToEnd { publisher: Box::new(Worker::start(publisher).await?), listener })
    }

    /// Lets so many events pass.
    pub(crate) async fn run(&mut self, events: u64) -> Outcome<Sample> {
        match self {
            Self::Alone(worker) => {
                worker.order(events).await?;
                worker.sample().await
            }
            Self::EndToEnd { publisher, listener } => {
                // From the first order to the last answer: no clock of one of them sees both ends.
                let began = nanos();
                listener.order(events).await?;
                publisher.order(events).await?;
                let received = listener.sample().await?;
                let wall_ns = nanos() - began;
                let sent = publisher.sample().await?;
                let (cpu_ns, memory_bytes) = (sent.cpu_ns + received.cpu_ns, sent.memory_bytes + received.memory_bytes);
                Ok(Sample { wall_ns, cpu_ns, memory_bytes, ..received })
            }
        }
    }
}
