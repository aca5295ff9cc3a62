use async_trait::async_trait;
use tidings_core::Error;
use tidings_wire::{
    link::{Condition, Disposition, Fault, LinkReceiver, Links, Message, Node, Source, Value},
    routing::{Change, Changes, Place},
};

/// Where Artemis tells what happens to it.
const ADDRESS: &str = "activemq.notifications";
/// What of all this is told: whoever connects and disconnects makes more noise than anything else.
const SELECTOR: &str = "_AMQ_NotifType IN ('BINDING_ADDED','BINDING_REMOVED')";
/// How many notifications are fetched ahead.
const CREDIT: u32 = 64;

pub(super) async fn open<L: Links>(links: &L) -> Result<Box<dyn Changes>, Error> {
    let source = Source::of(Node::Service(ADDRESS.to_owned())).choosing(SELECTOR);
    let opened = async {
        let mut link = links.attach_receiver(&source).await?;
        link.credit(CREDIT).await?;
        Ok(link)
    };
    match opened.await {
        Ok(link) => Ok(Box::new(Notifications { link, last: None })),
        Err(fault) => Err(lost(fault)),
    }
}

struct Notifications<R: LinkReceiver> {
    link: R,
    // Settled before the next one, so that nothing is lost with a future that is dropped.
    last: Option<R::Delivery>,
}

#[async_trait]
impl<R: LinkReceiver> Changes for Notifications<R> {
    async fn next(&mut self) -> Result<Change, Error> {
        loop {
            if let Some(last) = self.last.take() {
                self.link.settle(vec![last], Disposition::Accepted).await.map_err(lost)?;
                self.link.credit(CREDIT).await.map_err(lost)?;
            }
            let received = self.link.receive().await.map_err(lost)?;
            self.last = Some(received.delivery);
            if let Some(change) = received.message.ok().as_ref().and_then(read) {
                return Ok(change);
            }
        }
    }
}

fn lost(fault: Fault) -> Error {
    let condition = fault.condition;
    let error = fault.into_error("hear of changes").with("address", ADDRESS);
    match condition {
        // Over STOMP a missing right has no name.
        Condition::Unauthorized | Condition::Unexplained | Condition::Other => {
            error.with_remedy("grant the user `consume` there")
        }
        _ => error,
    }
}

/// `None` for what is none.
fn read(message: &Message) -> Option<Change> {
    let text = |wanted: &str| {
        message.application.iter().find(|(name, _)| name == wanted).and_then(|(_, value)| match value {
            Value::Text(text) => Some(text.as_ref()),
            _ => None,
        })
    };
    let (kind, address, queue) = (text("_AMQ_NotifType")?, text("_AMQ_Address")?, text("_AMQ_RoutingName")?);
    if address.contains(['*', '#']) {
        return Some(Change::Many);
    }
    let place = Place::queue(address, queue);
    match kind {
        "BINDING_ADDED" => Some(Change::Added(place)),
        "BINDING_REMOVED" => Some(Change::Removed(place)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(kind: &'static str, address: &'static str) -> Message {
        let text = |text: &'static str| Value::Text(text.into());
        Message {
            application: vec![
                ("_AMQ_NotifType".into(), text(kind)),
                ("_AMQ_Address".into(), text(address)),
                ("_AMQ_RoutingName".into(), text("invoice")),
                ("_AMQ_Distance".into(), Value::Other("0".into())),
            ],
            ..Message::default()
        }
    }

    #[test]
    fn bindings_that_come_and_go_are_read_and_patterns_concern_everybody() {
        let place = || Place::queue("order.placed", "invoice");
        assert_eq!(read(&notification("BINDING_ADDED", "order.placed")), Some(Change::Added(place())));
        assert_eq!(read(&notification("BINDING_REMOVED", "order.placed")), Some(Change::Removed(place())));
        assert_eq!(read(&notification("BINDING_REMOVED", "order.#")), Some(Change::Many));
        assert_eq!(read(&notification("CONSUMER_CREATED", "order.placed")), None);
        assert_eq!(read(&Message::default()), None);
    }
}
