use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;

use crate::torture::{
    Error, Kind, Length,
    chance::Chance,
    clock::{self, Moment},
    fault::{Over, Removal, strike},
    record::Journal,
    stage::Stage,
};

/// What was done to a stage, and how quickly it was back.
#[derive(Debug)]
pub(super) struct Torment {
    /// Which fault began when, for whoever reads the other files.
    log: Journal,
    pub(super) faults: BTreeMap<Kind, u64>,
    pub(super) overlapping: u64,
    pub(super) removals: Vec<Removal>,
    /// When the operator closed all connections.
    pub(super) closings: Vec<(Moment, Moment)>,
    /// Of each process, after each fault.
    pub(super) recoveries: Vec<Duration>,
    /// The same after faults that struck alone.
    pub(super) alone: BTreeMap<Kind, Vec<Duration>>,
    pub(super) stuck: Vec<String>,
}

/// One fault after the other, each after all processes were back from the one before. Ends early where one was not.
pub(super) async fn torment(stage: &Stage, length: &Length, mut chance: Chance, log: Journal) -> Torment {
    let mut torment = Torment::new(log);
    let done = match length {
        Length::Time(time) => torment.at_random(stage, *time, &mut chance).await,
        Length::Restarts(count) => torment.in_a_row(stage, *count, &mut chance).await,
        Length::Faults(kinds) => torment.each(stage, kinds, &mut chance).await,
    };
    torment.stuck.extend(done.err().map(|error| error.to_string()));
    torment
}

impl Torment {
    fn new(log: Journal) -> Self {
        Self {
            log,
            faults: BTreeMap::new(),
            overlapping: 0,
            removals: Vec::new(),
            closings: Vec::new(),
            recoveries: Vec::new(),
            alone: BTreeMap::new(),
            stuck: Vec::new(),
        }
    }

    /// After restarts of the broker alone, from the opening of its port.
    pub(super) fn restarts(&self) -> Vec<Duration> {
        let kinds = [Kind::BrokerKilled, Kind::BrokerStopped];
        kinds.iter().filter_map(|kind| self.alone.get(kind)).flatten().copied().collect()
    }

    async fn at_random(&mut self, stage: &Stage, time: Duration, chance: &mut Chance) -> Result<(), Error> {
        let end = Instant::now() + time;
        // Each once before any comes again.
        let mut left = Vec::new();
        self.rest(stage, chance).await?;
        while Instant::now() < end {
            if left.is_empty() {
                left = Kind::ALL.to_vec();
            }
            let kind = left.swap_remove(chance.below(left.len() as u64) as usize);
            let beside: Vec<_> = Kind::ALL.into_iter().filter(|other| kind.may_overlap(*other)).collect();
            let beside = if chance.one_in(4) { chance.choose(&beside) } else { None };
            self.strike(stage, kind, beside, chance).await?;
            self.rest(stage, chance).await?;
        }
        Ok(())
    }

    async fn in_a_row(&mut self, stage: &Stage, count: u32, chance: &mut Chance) -> Result<(), Error> {
        for _ in 0..count {
            self.rest(stage, chance).await?;
            self.strike(stage, Kind::BrokerKilled, None, chance).await?;
        }
        Ok(())
    }

    async fn each(&mut self, stage: &Stage, kinds: &[Kind], chance: &mut Chance) -> Result<(), Error> {
        self.rest(stage, chance).await?;
        for kind in kinds {
            self.strike(stage, *kind, None, chance).await?;
        }
        self.rest(stage, chance).await
    }

    /// All is well for a moment.
    async fn rest(&mut self, stage: &Stage, chance: &mut Chance) -> Result<(), Error> {
        stage.back(clock::now()).await?;
        tokio::time::sleep(chance.pause(0, 800)).await;
        Ok(())
    }

    async fn strike(
        &mut self,
        stage: &Stage,
        kind: Kind,
        beside: Option<Kind>,
        chance: &mut Chance,
    ) -> Result<(), Error> {
        let begun = clock::now();
        let first = strike(kind, stage, chance.split());
        let (later, pause) = (chance.split(), chance.pause(0, 1_500));
        let second = async {
            let Some(kind) = beside else { return Ok(None) };
            tokio::time::sleep(pause).await;
            strike(kind, stage, later).await.map(Some)
        };
        let described = beside.map_or_else(|| kind.to_string(), |beside| format!("{kind} with {beside}"));
        self.log.write(&format_args!("{begun} {described}"))?;
        let struck = tokio::join!(first, second);
        let failed = |error: Error| format!("during {described}: {error}");
        let (first, second) = (struck.0.map_err(failed)?, struck.1.map_err(failed)?);
        self.overlapping += u64::from(second.is_some());
        for (kind, over) in [(Some(kind), Some(&first)), (beside, second.as_ref())] {
            let (Some(kind), Some(over)) = (kind, over) else { continue };
            *self.faults.entry(kind).or_default() += 1;
            self.removals.extend(over.removal);
            self.closings.extend((kind == Kind::ConnectionsClosed).then_some((begun, over.at)));
        }
        let alone = second.is_none();
        let over = second.map_or(first.at, |second: Over| second.at.max(first.at));
        let back = stage.back(over).await.map_err(|error| format!("after {described}: {error}"))?;
        self.log.write(&format_args!("{over} it is over; back {back:?}"))?;
        for (_, at) in back {
            let time = clock::between(over, at);
            self.recoveries.push(time);
            if alone {
                self.alone.entry(kind).or_default().push(time);
            }
        }
        Ok(())
    }
}
