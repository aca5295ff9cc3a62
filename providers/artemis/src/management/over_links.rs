use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_core::{Error, ErrorKind, runtime::Runtime};
use tidings_wire::{
    awake, error,
    link::{
        Body, Company, Condition, Disposition, Fault, LinkReceiver, LinkSender, Links, Message, Node, Properties,
        Source, TransferError, Value, Verdict,
    },
};
use tokio::sync::{mpsc, oneshot};

use super::{Call, Management, Reply, Request};

/// Where Artemis takes management requests.
const ADDRESS: &str = "activemq.management";
const OPERATION: &str = "manage the broker";

type Question = (Request, oneshot::Sender<Result<Reply, Error>>);

/// Asks the broker's management over links of their own, one question at a time.
#[derive(Clone, Debug)]
pub struct OverLinks {
    questions: mpsc::Sender<Question>,
}

impl OverLinks {
    /// The management behind one connection; it attaches when it is first asked, and ends when the last clone is
    /// dropped. An answer may take `limit`; `user` is named in errors.
    pub fn new<L: Links>(links: Arc<L>, limit: Duration, user: &str, runtime: &Runtime) -> Self {
        let (questions, inbox) = mpsc::channel(16);
        let runtime = runtime.clone();
        let ids = runtime.clone();
        runtime.spawn(serve(links, inbox, limit, user.to_owned(), ids));
        Self { questions }
    }
}

#[async_trait]
impl Management for OverLinks {
    async fn request(&self, request: Request) -> Result<Reply, Error> {
        let (answer, reply) = oneshot::channel();
        self.questions.send((request, answer)).await.map_err(|_| error::closed(OPERATION))?;
        reply.await.map_err(|_| error::closed(OPERATION))?
    }
}

async fn serve<L: Links>(
    links: Arc<L>,
    mut inbox: mpsc::Receiver<Question>,
    limit: Duration,
    user: String,
    ids: Runtime,
) {
    let mut pair = None;
    while let Some((request, answer)) = inbox.recv().await {
        // Each question ends with the connection or with its time limit, so that nobody waits behind a dead one.
        let asked = awake::within(limit, async {
            tokio::select! {
                biased;
                asked = ask(&*links, &mut pair, request, &ids) => asked,
                fault = links.lost() => Err(fault),
            }
        });
        let reply = match asked.await {
            Some(Ok(reply)) => reply,
            Some(Err(fault)) => {
                pair = None;
                Err(explain(fault, &user))
            }
            None => {
                // A late answer must not be taken for that of the next question.
                pair = None;
                Err(explain(Fault::new(Condition::Silent, format!("no answer within {limit:?}")), &user))
            }
        };
        // Whoever asked may have given up.
        drop(answer.send(reply));
    }
}

fn explain(fault: Fault, user: &str) -> Error {
    let error = fault.into_error(OPERATION).with("address", ADDRESS).with("user", user);
    if error.kind() == ErrorKind::Unauthorized {
        error.with_remedy(
            "grant the user `manage`, `send` and `consume` on `activemq.management` and on the reply queues",
        )
    } else {
        error
    }
}

/// Artemis 2.56 lets everybody attach who may send there, and ends the link of a user without the right `manage` at the
/// first request, with an internal error of its own; over STOMP it refuses a subscription or the request itself without
/// saying why.
fn denied(fault: Fault) -> Fault {
    match fault.condition {
        Condition::Other | Condition::Unexplained => Fault { condition: Condition::Unauthorized, ..fault },
        _ => fault,
    }
}

struct Pair<L: Links> {
    sender: L::Sender,
    receiver: L::Receiver,
    reply_to: String,
}

async fn ask<L: Links>(
    links: &L,
    pair: &mut Option<Pair<L>>,
    request: Request,
    ids: &Runtime,
) -> Result<Result<Reply, Error>, Fault> {
    let pair = match pair {
        Some(pair) => pair,
        None => pair.insert(attach(links).await.map_err(denied)?),
    };
    // Where no place for answers is this link's alone, those to others are heard as well.
    let id = ids.event_id(ids.now()).to_string();
    let outcome = match pair.sender.transfer(write(request, &id, &pair.reply_to)).await {
        Ok(outcome) => outcome.await,
        Err(TransferError::Refused(fault) | TransferError::Lost(fault)) => Err(fault),
    };
    match outcome {
        Ok(Verdict::Accepted) => {}
        Ok(Verdict::Rejected(fault)) | Err(fault) => return Err(denied(fault)),
        Ok(Verdict::Released) => return Err(Fault::new(Condition::Other, "the request was released")),
    }
    loop {
        pair.receiver.credit(1).await?;
        let received = pair.receiver.receive().await?;
        pair.receiver.settle(vec![received.delivery], Disposition::Accepted).await?;
        let message = received.message.map_err(|said| Fault::new(Condition::Other, said))?;
        if message.properties.correlation_id.as_deref() == Some(&*id) {
            return Ok(read(message));
        }
    }
}

async fn attach<L: Links>(links: &L) -> Result<Pair<L>, Fault> {
    let receiver = links.attach_receiver(&Source::of(Node::Replies)).await?;
    let reply_to =
        receiver.reply_to().ok_or_else(|| Fault::new(Condition::Other, "the broker named no reply address"))?;
    let sender = links.attach_sender(&Node::Service(ADDRESS.to_owned()), Company::Alone).await?;
    Ok(Pair { sender, receiver, reply_to })
}

fn write(request: Request, id: &str, reply_to: &str) -> Message {
    let text = |text: String| Value::Text(text.into());
    let (call, body) = match request.call {
        Call::Operation { name, parameters } => (("_AMQ_OperationName", name), parameters),
        Call::Attribute(name) => (("_AMQ_Attribute", name), String::new()),
    };
    Message {
        properties: Properties {
            // The broker answers with the one or the other as the correlation id, by protocol.
            message_id: Some(id.to_owned()),
            correlation_id: Some(id.to_owned()),
            reply_to: Some(reply_to.to_owned()),
            ..Properties::default()
        },
        application: vec![
            ("_AMQ_ResourceName".into(), text(request.resource)),
            (call.0.into(), Value::Text(call.1.into())),
        ],
        body: Body::Text(body.into()),
        ..Message::default()
    }
}

fn read(message: Message) -> Result<Reply, Error> {
    let is_true = |value: &Value| match value {
        Value::Bool(flag) => *flag,
        Value::Text(text) => text == "true",
        _ => false,
    };
    let succeeded = message.application.iter().any(|(name, value)| name == "_AMQ_OperationSucceeded" && is_true(value));
    match message.body {
        // Not every protocol says what a body is on receipt.
        Body::Text(bytes) | Body::Binary(bytes) => {
            Reply::read(succeeded, std::str::from_utf8(&bytes).unwrap_or_default())
        }
        Body::Empty => Reply::read(succeeded, ""),
        Body::Other(_) => Err(Error::new(ErrorKind::Protocol, OPERATION).with("problem", "the reply is no text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_does_not_say_why_is_a_missing_right() {
        for condition in [Condition::Other, Condition::Unexplained, Condition::Unauthorized] {
            assert_eq!(denied(Fault::new(condition, "AMQ339011")).condition, Condition::Unauthorized);
        }
        assert_eq!(denied(Fault::gone("killed")).condition, Condition::Gone);
    }
}
