//! Real brokers for tests: gets, starts, kills, freezes and restarts Apache Artemis, ActiveMQ Classic and RabbitMQ.
//!
//! # How a test uses it
//!
//! A test that only sends and listens shares one broker with the other tests of its binary:
//!
//! ```no_run
//! # async fn test() -> Result<(), tidings_broker::Error> {
//! let broker = tidings_broker::shared().await?;
//! let url = broker.amqp_url(); // amqp://admin:admin@127.0.0.1:<port>
//! # let _ = url;
//! # Ok(())
//! # }
//! ```
//!
//! Its addresses must be its own (unique names), since the other tests run beside it. A test that hurts the broker,
//! or needs another configuration, starts one for itself, which ends when the value is dropped:
//!
//! ```no_run
//! # async fn test() -> Result<(), tidings_broker::Error> {
//! use tidings_broker::{Artemis, Right, Rights};
//!
//! let broker = Artemis::builder()
//!     .user("reader", "secret", Rights::all().without(Right::Send))
//!     .address_setting("small.#", "<max-size-bytes>100K</max-size-bytes>")
//!     .start()
//!     .await?;
//! let url = broker.amqp_url_for("reader", "secret");
//! broker.kill().await?; // SIGKILL: what a crash looks like
//! broker.restart().await?; // same ports, same data
//! broker.freeze().await?; // SIGSTOP: connections stay open, nobody answers
//! broker.thaw().await?;
//! broker.stop().await?; // SIGTERM: a shutdown that says goodbye
//! broker.restart().await?;
//! broker.operate("closeConnectionsForUser", "[\"admin\"]").await?; // what an operator's tool does
//! # let _ = url;
//! # Ok(())
//! # }
//! ```
//!
//! [`Classic`] and [`RabbitMq`] are an ActiveMQ Classic and a RabbitMQ that speak STOMP, with the same power over their
//! processes ([`Control`]):
//!
//! ```no_run
//! # async fn test() -> Result<(), tidings_broker::Error> {
//! use tidings_broker::{Classic, RabbitMq};
//!
//! let url = Classic::shared().await?.stomp_url(); // stomp://admin:admin@127.0.0.1:<port>
//! let broker = RabbitMq::start().await?;
//! broker.kill().await?;
//! broker.restart().await?;
//! # let _ = url;
//! # Ok(())
//! # }
//! ```
//!
//! [`Tls`] makes certificates, good and bad ones, and an Artemis that shows them; [`ArtemisPair`] is a primary with its
//! backup, [`ArtemisCluster`] several equal ones:
//!
//! ```no_run
//! # async fn test() -> Result<(), tidings_broker::Error> {
//! use tidings_broker::{Artemis, ArtemisCluster, ArtemisPair, Tls};
//!
//! let tls = Tls::new()?.demand_client_certificate().sign_in("admin");
//! let broker = Artemis::builder().tls(&tls).start().await?;
//! let (url, trusted) = (broker.amqps_url(), tls.ca_pem());
//!
//! let pair = ArtemisPair::start().await?;
//! pair.primary().kill().await?;
//! pair.backup().listening().await?; // it has taken over
//! let urls = ArtemisCluster::start(2).await?.stomp_urls();
//! # let _ = (url, trusted, urls);
//! # Ok(())
//! # }
//! ```
//!
//! # Where the brokers come from
//!
//! ActiveMQ Classic from `TIDINGS_TEST_CLASSIC_HOME`, the folder of an unpacked distribution, or else from Debian's
//! package; it needs Java 17 or newer. RabbitMQ from `TIDINGS_TEST_RABBITMQ_HOME`, or else from Debian's package; it
//! needs Erlang. Apache Artemis from the first of these that is there; [`Error`] says of each what was tried and
//! what to install:
//!
//! | source | needs | gives |
//! |---|---|---|
//! | `url` | `TIDINGS_TEST_ARTEMIS`, the AMQP URL of a running broker | [`shared`] only, and no control over it |
//! | `home` | `TIDINGS_TEST_ARTEMIS_HOME`, an unpacked distribution, or the cached one; Java 17 or newer | everything |
//! | `maven` | Maven, which fetches the distribution into the cache once; Java 17 or newer | everything |
//! | `docker` | Docker, and the crate `tests/broker-docker`, which cargo builds | all but a pair and a cluster |
//!
//! `TIDINGS_TEST_BROKER` set to `url`, `home`, `maven` or `docker` forces one. The cache is `$XDG_CACHE_HOME/tidings`, or
//! else `~/.cache/tidings`. A variable that is set and does not hold is an error; nothing else is tried instead.
//!
//! # What is left behind
//!
//! Nothing. Next to each broker waits a `/bin/sh` in a process group of its own, whose standard input is a pipe from
//! the test process. When that process ends, in whatever way, the pipe closes, and the shell kills the broker's
//! processes and removes its directory. So a shared broker, a static that is never dropped, ends with its binary, and
//! a test run that is killed leaves no broker. A broker in a container has the program that runs it for that, which
//! removes the container at the end of its standard input.

mod artemis;
mod classic;
mod container;
mod control;
mod environment;
mod error;
mod instance;
mod java;
mod port;
mod power;
mod process;
mod rabbitmq;
mod ready;
mod shared;
mod stomp;
mod url;

pub use artemis::{Answer, Artemis, ArtemisCluster, ArtemisPair, Builder, Jvm, Ports, Right, Rights, Tls, shared};
pub use classic::Classic;
pub use control::Control;
pub use error::Error;
pub use rabbitmq::RabbitMq;
