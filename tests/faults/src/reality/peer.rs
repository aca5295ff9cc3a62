use std::{sync::Arc, time::Duration};

use tidings_wire::link::{
    Company, Disposition, Fault, LinkReceiver, LinkSender, Links, Node, Source, TransferError, Verdict,
};
use tokio::time::{sleep, timeout};

use super::{
    failed::Failed,
    manage,
    parcel::{Parcel, body},
    world::Connected,
};

/// Nothing that is to come takes longer.
const LIMIT: Duration = Duration::from_secs(20);
/// What does not come within this time does not come.
const SILENCE: Duration = Duration::from_millis(400);

/// A connection of a script.
pub struct Peer<L> {
    links: Arc<L>,
    cut: Box<dyn Fn() + Send + Sync>,
}

impl<L: Links> Peer<L> {
    pub(super) fn new(connected: Connected<L>) -> Self {
        Self { links: connected.links, cut: connected.cut }
    }

    /// Attaches a link that sends.
    ///
    /// # Errors
    /// The broker refused.
    pub async fn sender(&self, node: &Node) -> Result<Outlet<L::Sender>, Failed> {
        let attached = timeout(LIMIT, self.links.attach_sender(node, Company::Shared)).await;
        Ok(Outlet(attached.map_err(|_| Failed::new("attach a sender", "no answer"))??))
    }

    /// Attaches a link that receives, with credit.
    ///
    /// # Errors
    /// The broker refused.
    pub async fn receiver(&self, node: Node, credit: u32) -> Result<Inbox<L::Receiver>, Failed> {
        Ok(self.try_receiver(&Source::of(node), credit).await?)
    }

    /// As [`receiver`](Self::receiver), from a place in any way.
    ///
    /// # Errors
    /// What the broker said.
    pub async fn try_receiver(&self, source: &Source, credit: u32) -> Result<Inbox<L::Receiver>, Fault> {
        let silent = |_| Fault::gone("no answer to an attach");
        let mut receiver = timeout(LIMIT, self.links.attach_receiver(source)).await.map_err(silent)??;
        receiver.credit(credit).await?;
        Ok(Inbox { receiver, held: Vec::new() })
    }

    /// Asks the broker's management, which answers `ok <JSON>` or `no <JSON>`.
    ///
    /// # Errors
    /// There was no answer.
    pub async fn manage(&self, resource: &str, operation: &str, parameters: &str) -> Result<String, Failed> {
        let asked = manage::ask(&*self.links, resource, ("_AMQ_OperationName", operation), parameters);
        timeout(LIMIT, asked).await.map_err(|_| Failed::new("manage", "no answer"))?
    }

    /// Reads an attribute of a resource, as [`manage`](Self::manage) answers.
    ///
    /// # Errors
    /// There was no answer.
    pub async fn attribute(&self, resource: &str, attribute: &str) -> Result<String, Failed> {
        let asked = manage::ask(&*self.links, resource, ("_AMQ_Attribute", attribute), "");
        timeout(LIMIT, asked).await.map_err(|_| Failed::new("manage", "no answer"))?
    }

    /// Waits until nobody consumes from a queue: a connection that was lost is noticed in its own time.
    ///
    /// # Errors
    /// Somebody does, for long.
    pub async fn without_consumers(&self, queue: &str) -> Result<(), Failed> {
        self.until(queue, "consumerCount", 0).await
    }

    /// Waits until two consume from a queue: over STOMP a link may be about to subscribe anew, and goes on only while it
    /// is asked. There must be nothing in the queue.
    ///
    /// # Errors
    /// It is another number, for long.
    pub async fn both_consume<R: LinkReceiver>(
        &self,
        queue: &str,
        one: &mut Inbox<R>,
        two: &mut Inbox<R>,
    ) -> Result<(), Failed> {
        for _ in 0..400 {
            if self.attribute(&format!("queue.{queue}"), "consumerCount").await? == "ok [2]" {
                return Ok(());
            }
            drop((one.drain_quick().await?, two.drain_quick().await?));
        }
        Err(Failed::new("wait", "there are never two"))
    }

    /// Waits until so many are in a queue, those that were given and not settled included: what was settled is gone in
    /// the broker's own time.
    ///
    /// # Errors
    /// It is another number, for long.
    pub async fn with_messages(&self, queue: &str, n: u32) -> Result<(), Failed> {
        self.until(queue, "messageCount", n).await
    }

    async fn until(&self, queue: &str, attribute: &str, n: u32) -> Result<(), Failed> {
        let (resource, wanted) = (format!("queue.{queue}"), format!("ok [{n}]"));
        for _ in 0..400 {
            if self.attribute(&resource, attribute).await? == wanted {
                return Ok(());
            }
            sleep(SILENCE / 8).await;
        }
        Err(Failed::new("wait", format!("{attribute} is never {n}")))
    }

    /// Ends the connection at once and without a word.
    ///
    /// # Errors
    /// Nobody noticed.
    pub async fn cut(self) -> Result<(), Failed> {
        (self.cut)();
        timeout(LIMIT, self.links.lost()).await.map(drop).map_err(|_| Failed::new("cut", "nobody noticed"))
    }

    /// Closes politely.
    pub async fn close(self) {
        self.links.close(LIMIT).await;
    }
}

/// A link that sends.
pub struct Outlet<S>(S);

impl<S: LinkSender> Outlet<S> {
    /// Sends, and waits for the verdict, which it gives as one word, with the sort of a fault.
    pub async fn send(&mut self, parcel: impl Into<Parcel>) -> String {
        self.send_within(parcel, LIMIT).await
    }

    /// As [`send`](Self::send) within a time; `undecided` after it.
    pub async fn send_within(&mut self, parcel: impl Into<Parcel>, limit: Duration) -> String {
        let message = parcel.into().message();
        let decided = timeout(limit, async { Ok::<_, TransferError>(self.0.transfer(message).await?.await) });
        match decided.await {
            Ok(Ok(Ok(Verdict::Accepted))) => "accepted".to_owned(),
            Ok(Ok(Ok(Verdict::Released))) => "released".to_owned(),
            Ok(Ok(Ok(Verdict::Rejected(fault)))) => format!("rejected {:?}", fault.condition),
            Ok(Ok(Err(fault)) | Err(TransferError::Lost(fault))) => format!("lost {:?}", fault.condition),
            Ok(Err(TransferError::Refused(fault))) => format!("refused {:?}", fault.condition),
            Err(_) => "undecided".to_owned(),
        }
    }

    /// Sends each, in order.
    ///
    /// # Errors
    /// One was not accepted.
    pub async fn send_all(&mut self, bodies: &str) -> Result<(), Failed> {
        for body in bodies.split(' ') {
            let verdict = self.send(body).await;
            if verdict != "accepted" {
                return Err(Failed::new("send", verdict));
            }
        }
        Ok(())
    }

    /// Leaves.
    pub async fn detach(self) {
        self.0.detach(LIMIT).await;
    }
}

/// A link that receives.
pub struct Inbox<R: LinkReceiver> {
    receiver: R,
    held: Vec<(String, R::Delivery)>,
}

impl<R: LinkReceiver> Inbox<R> {
    /// The next, which has a `+` behind it if the broker says that it was given before.
    ///
    /// # Errors
    /// None came in time, or the link ended.
    pub async fn next(&mut self) -> Result<String, Failed> {
        match self.within(LIMIT).await? {
            Some(body) => Ok(body),
            None => Err(Failed::new("receive", "nothing came")),
        }
    }

    /// So many, in order.
    ///
    /// # Errors
    /// Fewer came in time, or the link ended.
    pub async fn take(&mut self, n: usize) -> Result<String, Failed> {
        let mut bodies = Vec::with_capacity(n);
        for _ in 0..n {
            let next = self.next().await;
            bodies.push(next.map_err(|failed| Failed(format!("{failed} after {bodies:?}")))?);
        }
        Ok(bodies.join(" "))
    }

    /// What comes until nothing more does.
    ///
    /// # Errors
    /// The link ended.
    pub async fn rest(&mut self) -> Result<String, Failed> {
        self.rest_within(SILENCE).await
    }

    /// What comes until nothing more does for so long.
    ///
    /// # Errors
    /// The link ended.
    pub async fn rest_within(&mut self, silence: Duration) -> Result<String, Failed> {
        let mut bodies = Vec::new();
        while let Some(body) = self.within(silence).await? {
            bodies.push(body);
        }
        Ok(if bodies.is_empty() { "nothing".to_owned() } else { bodies.join(" ") })
    }

    /// Takes what comes: so many at the least, for which it waits long, and what comes behind them in a while.
    ///
    /// # Errors
    /// The link ended.
    pub async fn drain(&mut self, expected: usize) -> Result<String, Failed> {
        let mut bodies = Vec::new();
        loop {
            let limit = if bodies.len() < expected { LIMIT } else { SILENCE };
            match self.within(limit).await? {
                Some(body) => bodies.push(body),
                None => break,
            }
            self.accept().await?;
        }
        Ok(if bodies.is_empty() { "nothing".to_owned() } else { bodies.join(" ") })
    }

    /// Takes what comes at once, for whoever asks again.
    ///
    /// # Errors
    /// The link ended.
    pub async fn drain_quick(&mut self) -> Result<String, Failed> {
        let mut bodies = Vec::new();
        while let Some(body) = self.within(SILENCE / 8).await? {
            bodies.push(body);
            self.accept().await?;
        }
        Ok(if bodies.is_empty() { "nothing".to_owned() } else { bodies.join(" ") })
    }

    async fn within(&mut self, limit: Duration) -> Result<Option<String>, Failed> {
        let Ok(received) = timeout(limit, self.receiver.receive()).await else { return Ok(None) };
        let received = received?;
        let message = received.message.map_err(|why| Failed::new("read", why))?;
        let origin = message.origin_queue.as_ref().map(|queue| format!(" of {queue}")).unwrap_or_default();
        let name = format!("{}{origin}", body(&message));
        self.held.push((body(&message), received.delivery));
        Ok(Some(if received.redelivered { format!("{name}+") } else { name }))
    }

    /// What a notice of the broker says under these names, in one line; it is accepted.
    ///
    /// # Errors
    /// None came in time, or the link ended.
    pub async fn notice(&mut self, names: &[&str]) -> Result<String, Failed> {
        let received = timeout(LIMIT, self.receiver.receive()).await;
        let received = received.map_err(|_| Failed::new("hear a notice", "nothing came"))??;
        let message = received.message.map_err(|why| Failed::new("read", why))?;
        let value = |name: &&str| {
            let found = message.application.iter().find(|(known, _)| known == name);
            match found {
                Some((_, tidings_wire::link::Value::Text(text))) => text.to_string(),
                _ => "-".to_owned(),
            }
        };
        let line: Vec<_> = names.iter().map(value).collect();
        self.receiver.settle(vec![received.delivery], Disposition::Accepted).await?;
        self.receiver.credit(100).await?;
        Ok(line.join(" "))
    }

    /// Gives the broker leave for so many more.
    ///
    /// # Errors
    /// The link ended.
    pub async fn credit(&mut self, credit: u32) -> Result<(), Failed> {
        Ok(self.receiver.credit(credit).await?)
    }

    /// Takes all that are held for good.
    ///
    /// # Errors
    /// The link ended.
    pub async fn accept(&mut self) -> Result<(), Failed> {
        self.settle(Disposition::Accepted).await
    }

    /// Takes one of those that are held for good.
    ///
    /// # Errors
    /// It is not held, or the link ended.
    pub async fn accept_one(&mut self, body: &str) -> Result<(), Failed> {
        let at = self.held.iter().position(|(held, _)| held == body);
        let at = at.ok_or_else(|| Failed::new("accept", format!("`{body}` is not held")))?;
        let (_, delivery) = self.held.remove(at);
        Ok(self.receiver.settle(vec![delivery], Disposition::Accepted).await?)
    }

    /// Gives all that are held back.
    ///
    /// # Errors
    /// The link ended.
    pub async fn release(&mut self) -> Result<(), Failed> {
        self.settle(Disposition::Released).await
    }

    async fn settle(&mut self, how: Disposition) -> Result<(), Failed> {
        let deliveries = self.held.drain(..).map(|(_, delivery)| delivery).collect();
        Ok(self.receiver.settle(deliveries, how).await?)
    }

    /// Leaves politely; what is held goes back.
    pub async fn detach(self) {
        self.receiver.detach(LIMIT).await;
    }
}
