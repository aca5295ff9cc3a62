use super::over::Over;
use crate::torture::{
    Error,
    chance::Chance,
    clock,
    proxy::{Direction, Flow},
    stage::{HEARTBEAT, Stage},
};

const BOTH: [Direction; 2] = [Direction::ToBroker, Direction::ToClient];

/// The connections over one way, or all, are cut, once or several times.
pub(super) async fn cut(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    let all = chance.one_in(2);
    for _ in 0..=chance.below(3) {
        let one = chance.below(stage.proxies.len() as u64) as usize;
        let cut = stage.proxies.iter().enumerate().filter(|(at, _)| all || *at == one);
        cut.for_each(|(_, proxy)| proxy.cut());
        tokio::time::sleep(chance.pause(0, 300)).await;
    }
    Ok(Over::at(clock::now()))
}

pub(super) async fn late(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    let flow = Flow::Late(chance.pause(20, 400));
    during(stage, chance, &BOTH, flow, 3_000).await
}

pub(super) async fn torn(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    during(stage, chance, &BOTH, Flow::Torn, 3_000).await
}

pub(super) async fn stands(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    let direction = BOTH[chance.below(2) as usize];
    let beat = HEARTBEAT.as_millis() as u64;
    during(stage, chance, &[direction], Flow::Stands, beat * 3).await
}

pub(super) async fn vanishes(stage: &Stage, chance: &mut Chance) -> Result<Over, Error> {
    let direction = BOTH[chance.below(2) as usize];
    let beat = HEARTBEAT.as_millis() as u64;
    during(stage, chance, &[direction], Flow::Vanishes, beat * 3).await
}

/// One way, or all, is so in these directions for a while.
async fn during(
    stage: &Stage,
    chance: &mut Chance,
    directions: &[Direction],
    flow: Flow,
    most_ms: u64,
) -> Result<Over, Error> {
    let all = chance.one_in(2);
    let one = chance.below(stage.proxies.len() as u64) as usize;
    let set = |flow| {
        for (_, proxy) in stage.proxies.iter().enumerate().filter(|(at, _)| all || *at == one) {
            directions.iter().for_each(|direction| proxy.set(*direction, flow));
        }
    };
    set(flow);
    tokio::time::sleep(chance.pause(500, most_ms)).await;
    set(Flow::Passes);
    Ok(Over::at(clock::now()))
}
