//! `wiring_test!`

use tidings::{manager::Builder, prelude::*};

use crate::log::{Log, inline};

#[event(name = "wiring.placed")]
struct Placed;

#[provided]
trait Clock: Send + Sync {
    fn now(&self) -> u64;
}

#[event_listener(as = Needs, manual)]
fn needs(_: &Placed, clock: &dyn Clock, log: &Log) {
    log.add(clock.now().to_string());
}

#[event_listener(tags("wiring"))]
fn unnamed(_: &Placed, clock: &dyn Clock) {
    let _ = clock;
}

struct Zero;

impl Clock for Zero {
    fn now(&self) -> u64 {
        0
    }
}

fn incomplete() -> Builder {
    inline(&Arc::new(Log::default())).listeners::<(Needs,)>()
}

fn complete() -> Builder {
    incomplete().provide::<dyn Clock>(Arc::new(Zero))
}

tidings::wiring_test!(complete());
tidings::wiring_test!(with_a_server_name, complete().server_name("one"));

#[test]
fn what_is_missing_is_named_with_who_needs_it() {
    let chosen = inline(&Arc::new(Log::default())).only(|info| info.tags().contains(&"wiring"));
    let unnamed = chosen.build().unwrap_err().to_string();
    let problems = incomplete().build().unwrap_err().to_string();
    let said = format!("nothing provides `dyn {0}::Clock`, needed by {0}::", module_path!());
    assert!(problems.contains(&said), "{problems}");
    assert!(problems.contains("Needs") && unnamed.contains("__unnamed"), "{problems}");
}

mod failing {
    tidings::wiring_test!(
        #[should_panic(expected = "nothing provides")]
        an_incomplete_wiring_fails_and_shows_the_problems,
        super::incomplete()
    );
}
