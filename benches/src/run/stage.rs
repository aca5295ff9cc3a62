use tidings_bench_measure::{Outcome, Sample, nanos};

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
}

impl<'a> Stage<'a> {
    pub(super) async fn set_up(column: &'a Column) -> Outcome<Self> {
        if let Stock::Drained(place) = &column.stock {
            work::drain(place, 0).await?;
        }
        let side = match &column.cast {
            Cast::Alone(program) => Side::alone(program).await?,
            Cast::EndToEnd { publisher, listener } => Side::end_to_end(publisher, listener).await?,
        };
        Ok(Self { column, side })
    }

    pub(super) async fn run(&mut self, events: u64) -> Outcome<Sample> {
        if let Stock::Filled(place) = &self.column.stock {
            work::fill(place, events).await?;
        }
        let sample = self.side.run(events).await?;
        if let Stock::Drained(place) = &self.column.stock {
            work::drain(place, events).await?;
        }
        Ok(sample)
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
