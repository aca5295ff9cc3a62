use super::{
    Plan,
    many::many,
    plan::{Happens, Incident},
    run::{play, run},
    way::Strikes,
};
use crate::{
    Protocol,
    links::{self, Point, Strike},
    model::Time,
};

#[test]
fn seeds_lose_nothing() {
    let summary = many(Protocol::Amqp, 1_000_000, 40, 2, 3, |_| ());
    assert!(summary.failed.is_empty(), "{:#?}", summary.failed);
    assert!(summary.faults >= 3 * summary.seeds, "{summary:?}");
}

#[test]
fn a_seed_gives_the_same_again_to_the_last_line() {
    for seed in 0..3 {
        let (one, other) = (run(Protocol::Amqp, seed, true), run(Protocol::Amqp, seed, true));
        assert!(one.trace.len() > 100 && one == other, "seed {seed}");
    }
}

#[test]
fn a_strike_at_any_point_loses_nothing() {
    let mut missed = Vec::new();
    for (n, point) in (0_u64..).zip(Point::ALL) {
        for (m, strike) in (0_u64..).zip(Strike::ALL) {
            let mut plan = Plan::of(Protocol::Amqp, n * 100 + m);
            plan.strikes = Strikes::Amqp(links::Plan::single(point, strike, 0));
            // Links are left and connections closed only by who shuts down.
            plan.incidents = vec![Incident { at: Time::from_millis(900), what: Happens::Roll(0) }];
            let verdict = play(plan, false);
            assert!(verdict.violations.is_empty(), "{strike:?} at {point:?}: {:?}", verdict.violations);
            if verdict.hits.total() == 0 {
                missed.push((strike, point));
            }
        }
    }
    // Not every plan has failing listeners, whose copies and dead letters these are.
    missed.retain(|(_, point)| !matches!(point, Point::Copy | Point::DeadLetter));
    assert!(missed.is_empty(), "{missed:?}");
}
