//! `#[event_listener]` on functions

use tidings::prelude::{Delivery as Context, *};

use crate::log::{Log, inline, run};

#[event(name = "functions.placed")]
struct Placed(u64);

#[event(name = "functions.told")]
struct Told(u64);

type Order = Placed;
type Short<'a> = Context<'a>;
type Shared<T> = Arc<T>;

#[provided]
trait Clock: Send + Sync {
    fn now(&self) -> u64;
}

struct Seven;

impl Clock for Seven {
    fn now(&self) -> u64 {
        7
    }
}

#[event_listener(as = Everything, manual)]
#[expect(clippy::too_many_arguments, reason = "one parameter of each kind")]
async fn everything(
    event: &Order,
    log: &Log,
    clock: &dyn Clock,
    shared: Shared<dyn Clock>,
    there: Option<Arc<Log>>,
    absent: Option<Arc<dyn Absent>>,
    foreign: Provided<String>,
    lent: &Provided<String>,
    events: &Publisher,
    delivery: Context<'_>,
    short: &Short<'_>,
) -> Result {
    let sum = event.0 + clock.now() + shared.now();
    log.add(format!("{sum} {} {} {} {}", there.is_some(), absent.is_some(), foreign.as_str(), lent.len()));
    log.add(format!("{} {}", delivery.listener().name(), short.attempt()));
    events.send_event(Told(event.0)).await?;
    Ok(())
}

#[provided]
trait Absent: Send + Sync {}

#[event_listener(as = Told_, manual)]
#[expect(clippy::needless_pass_by_value, reason = "as a user may write it")]
fn told(event: &Told, log: Arc<Log>, delivery: Context<'_>) {
    log.add(format!("told {} caused {}", event.0, delivery.envelope().causation_id().is_some()));
}

#[event_listener(as = Blocking, blocking, manual)]
fn blocking(event: &Placed, log: &Log) -> std::result::Result<(), std::num::ParseIntError> {
    let thread = std::thread::current().id();
    log.add(format!("blocking {} {thread:?}", event.0));
    Ok(())
}

#[event_listener(as = Failing, manual, retry(attempts = 1))]
async fn failing(_: &Placed, log: &Log) -> Result<(), std::io::Error> {
    log.add("failing");
    Err(std::io::ErrorKind::NotFound.into())
}

#[event_listener(tags("hidden"))]
async fn hidden(event: &Placed, log: &Log) -> Result {
    log.add(format!("hidden {}", event.0));
    Ok(())
}

#[tokio::test]
async fn parameters_are_found_by_their_types() {
    let log = Arc::new(Log::default());
    let builder = inline(&log)
        .provide::<dyn Clock>(Arc::new(Seven))
        .provide(Arc::new("foreign".to_owned()))
        .listeners::<(Everything, Told_)>();
    run(builder, async |manager| manager.send_event(Placed(1)).await.unwrap()).await;
    assert_eq!(log.lines(), ["15 true false foreign 7", "everything 1", "told 1 caused true"]);
}

#[tokio::test]
async fn a_hidden_type_is_found_through_the_registry() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).only(|info| info.tags().contains(&"hidden"));
    run(builder, async |manager| manager.send_event(Placed(3)).await.unwrap()).await;
    assert_eq!(log.lines(), ["hidden 3"]);
}

#[tokio::test]
async fn a_blocking_function_runs_on_a_thread_for_blocking_work() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).listeners::<(Blocking,)>();
    run(builder, async |manager| manager.send_event(Placed(4)).await.unwrap()).await;
    let ours = format!("blocking 4 {:?}", std::thread::current().id());
    assert!(matches!(&log.lines()[..], [line] if line.starts_with("blocking 4") && *line != ours));
}

#[tokio::test]
async fn the_error_of_any_type_fails_the_attempt() {
    let log = Arc::new(Log::default());
    let builder = inline(&log).listeners::<(Failing,)>();
    run(builder, async |manager| {
        manager.send_event(Placed(5)).await.unwrap();
        while manager.dead_letters("failing").await.unwrap().list(10).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(log.lines(), ["failing"]);
}

#[tokio::test]
async fn a_listener_function_stays_a_function() {
    let log = Log::default();
    hidden(&Placed(6), &log).await.unwrap();
    assert_eq!(log.lines(), ["hidden 6"]);
}
