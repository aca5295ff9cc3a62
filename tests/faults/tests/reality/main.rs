//! The model of the broker is as a real one.

use std::error::Error;

use tidings_faults::{
    Protocol,
    reality::{self, Compared},
};

fn the_model_is_as_a_real_broker(protocol: Protocol) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let seen = runtime.block_on(async {
        let broker = reality::start().await?;
        Ok::<_, reality::Failed>(reality::real(&broker, protocol, "").await)
    })?;
    let compared = reality::compare(protocol, seen)?;
    let different: String = compared.iter().filter(|one| !one.is_equal()).map(Compared::difference).collect();
    assert!(different.is_empty(), "{different}");
    assert!(compared.len() >= 50, "only {} scenarios ran", compared.len());
    Ok(())
}

#[test]
fn what_is_seen_of_a_real_broker_over_amqp_is_seen_of_the_model() -> Result<(), Box<dyn Error>> {
    the_model_is_as_a_real_broker(Protocol::Amqp)
}

#[test]
fn what_is_seen_of_a_real_broker_over_stomp_is_seen_of_the_model() -> Result<(), Box<dyn Error>> {
    the_model_is_as_a_real_broker(Protocol::Stomp)
}
