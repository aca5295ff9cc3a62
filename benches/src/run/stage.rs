use tidings_bench_measure::{Outcome, Sample, nanos, process_cpu_ns};

use crate::{
    rows::{Cast, Column, Stock},
    side::Side,
    statistics::is_steady,
    work,
};

/// How long a side is warmed up at most, in nanoseconds.
const MOST_WARM_UP: u64 = 10_000_000_000;

/// A column that is ready to run.
pub(super) struct Stage<'a> {
    column: &'a Column,
    side: Side,
    brokers: &'a [u32],
}

impl<'a> Stage<'a> {
    pub(super) async fn set_up(column: &'a Column, brokers: &'a [u32]) -> Outcome<Self> {
        if let Stock::Drained(place) = &column.stock {
            work::drain(place, 0).await?;
        }
        let side = match &column.cast {
            Cast::Alone(program) => Side::alone(program).await?,
            Cast::EndToEnd { publisher, listener } => Side::end_to_end(publisher, listener).await?,
        };
        if let Stock::Behind { place, backlog } = &column.stock {
            work::fill(place, *backlog).await?;
        }
        let brokers = if column.brokers.is_empty() { brokers } else { &column.brokers };
        Ok(Self { column, side, brokers })
    }

    pub(super) async fn run(&mut self, events: u64) -> Outcome<Sample> {
        if let Stock::Filled(place) | Stock::Behind { place, .. } = &self.column.stock {
            work::fill(place, events).await?;
        }
        let before = self.broker_cpu_ns()?;
        let mut sample = self.side.run(events).await?;
        sample.broker_cpu_ns = self.broker_cpu_ns()?.saturating_sub(before);
        if let Stock::Drained(place) = &self.column.stock {
            work::drain(place, events).await?;
        }
        Ok(sample)
    }

    fn broker_cpu_ns(&self) -> Outcome<u64> {
        self.brokers.iter().map(|id| process_cpu_ns(*id)).sum()
    }

    /// Runs until it gets no faster.
    pub(super) async fn warm_up(&mut self, events: u64) -> Outcome {
        let (mut rates, began) = (Vec::new(), nanos());
        while !is_steady(&rates) && nanos() - began < MOST_WARM_UP {
            rates.push(self.run(events).await?.rate());
        }
        Ok(())
    }
}
