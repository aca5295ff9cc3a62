use std::sync::Arc;

use tidings_amqp::Amqp;
use tidings_broker::Artemis;
use tidings_core::{
    Error,
    provider::{Context, Limits},
    runtime::Runtime,
};
use tidings_stomp::Stomp;
use tidings_wire::link::Connector;

use super::{
    failed::Failed,
    settings::{SCAN_MS, SETTINGS},
    severing::Severing,
    world::{Connected, World},
};
use crate::Protocol;

/// Starts a real broker with the settings of all scripts.
///
/// # Errors
/// There is none; the text says what was tried.
pub async fn start() -> Result<Arc<Artemis>, Failed> {
    let mut builder = Artemis::builder().broker_xml(|xml| {
        let scan = format!("<address-queue-scan-period>{SCAN_MS}</address-queue-scan-period>\n      <addresses>");
        xml.replacen("<addresses>", &scan, 1)
    });
    for setting in SETTINGS {
        builder = builder.address_setting(setting.pattern, setting.xml);
    }
    Ok(Arc::new(builder.start().await.map_err(|error| Failed::new("start a broker", error))?))
}

/// The real broker over AMQP.
pub fn over_amqp(broker: &Arc<Artemis>) -> impl World + use<> {
    let url = broker.amqp_url();
    let make = move |dial: Severing| Amqp::connect(&url).dialled_by(Arc::new(dial)).connector(context());
    Real { broker: broker.clone(), protocol: Protocol::Amqp, make }
}

/// The real broker over STOMP.
pub fn over_stomp(broker: &Arc<Artemis>) -> impl World + use<> {
    let url = broker.stomp_url();
    let make = move |dial: Severing| Stomp::connect(&url).dialled_by(Arc::new(dial)).connector(context());
    Real { broker: broker.clone(), protocol: Protocol::Stomp, make }
}

fn context() -> Context {
    Context::new(Runtime::system(), Limits::default())
}

struct Real<M> {
    broker: Arc<Artemis>,
    protocol: Protocol,
    make: M,
}

impl<M, C> World for Real<M>
where
    M: Fn(Severing) -> Result<C, Error> + Send + Sync + 'static,
    C: Connector,
{
    type Connector = C;

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    async fn connect(&self) -> Result<Connected<C::Links>, Failed> {
        let dial = Severing::default();
        let links = (self.make)(dial.clone())?.connect().await?;
        Ok(Connected { links: Arc::new(links), cut: Box::new(move || dial.cut()) })
    }

    async fn restart(&self) -> Result<(), Failed> {
        let failed = |error| Failed::new("restart the broker", error);
        self.broker.kill().await.map_err(failed)?;
        self.broker.restart().await.map_err(failed)
    }
}
