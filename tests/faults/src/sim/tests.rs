use super::{
    Plan,
    many::many,
    plan::{Happens, Incident},
    run::{play, run},
    way::Strikes,
};
use crate::{
    Protocol,
    links::{self, Links},
    model::Time,
    network::{self, Listed, Medium},
    stomp::{self, Sockets},
};

/// How many faults every seed suffers.
const FAULTS: u64 = 3;

fn seeds_lose_nothing(protocol: Protocol) {
    let summary = many(protocol, 1_000_000, 40, 2, 3, |_| ());
    assert!(summary.failed.is_empty(), "{:#?}", summary.failed);
    assert!(summary.fewest >= Some(FAULTS), "{summary:?}");
}

#[test]
fn seeds_over_amqp_lose_nothing() {
    seeds_lose_nothing(Protocol::Amqp);
}

#[test]
fn seeds_over_stomp_lose_nothing() {
    seeds_lose_nothing(Protocol::Stomp);
}

#[test]
fn a_seed_gives_the_same_again_to_the_last_line() {
    for protocol in [Protocol::Amqp, Protocol::Stomp] {
        for seed in 0..3 {
            let (one, other) = (run(protocol, seed, true), run(protocol, seed, true));
            assert!(one.trace.len() > 100 && one == other, "{protocol:?}, seed {seed}");
        }
    }
}

#[test]
fn what_no_queue_would_get_yet_is_not_confirmed() {
    for strikes in [Strikes::Amqp(network::Strikes::default()), Strikes::Stomp(network::Strikes::default())] {
        for seed in 0..12 {
            let protocol = if matches!(strikes, Strikes::Amqp(_)) { Protocol::Amqp } else { Protocol::Stomp };
            let mut plan = Plan::of(protocol, seed);
            (plan.is_hasty, plan.strikes) = (true, strikes.clone());
            // One sends, the other listens, and has more to do before.
            (plan.processes[0].listens, plan.processes[0].publishes) = (Vec::new(), true);
            (plan.processes[1].listens, plan.processes[1].publishes) = (vec![0, 1], false);
            let verdict = play(plan, false);
            assert!(verdict.violations.is_empty(), "{protocol:?}, seed {seed}: {:?}", verdict.violations);
        }
    }
}

/// Plays each strike at each point; what did not fall.
fn missed<M: Medium>(
    protocol: Protocol,
    strikes: impl Fn(network::Strikes<M>) -> Strikes,
) -> Vec<(M::Strike, M::Point)> {
    let mut missed = Vec::new();
    for (n, &point) in (0_u64..).zip(M::Point::ALL) {
        for (m, &strike) in (0_u64..).zip(M::Strike::ALL) {
            let mut plan = Plan::of(protocol, n * 100 + m);
            plan.strikes = strikes(network::Strikes::single(point, strike, 0));
            // Links are left and connections closed only by who shuts down.
            plan.incidents = vec![Incident { at: Time::from_millis(900), what: Happens::Roll(0) }];
            let verdict = play(plan, false);
            assert!(verdict.violations.is_empty(), "{strike:?} at {point:?}: {:?}", verdict.violations);
            if verdict.hits.total() == 0 {
                missed.push((strike, point));
            }
        }
    }
    missed
}

// Not every plan has failing listeners, whose copies and dead letters are not looked for.

#[test]
fn a_strike_at_any_point_of_amqp_loses_nothing() {
    let mut missed = missed::<Links>(Protocol::Amqp, Strikes::Amqp);
    missed.retain(|(_, point)| !matches!(point, links::Point::Copy | links::Point::DeadLetter));
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn a_strike_at_any_point_of_stomp_loses_nothing() {
    let mut missed = missed::<Sockets>(Protocol::Stomp, Strikes::Stomp);
    missed.retain(|(_, point)| !matches!(point, stomp::Point::Copy | stomp::Point::DeadLetter));
    assert!(missed.is_empty(), "{missed:?}");
}
