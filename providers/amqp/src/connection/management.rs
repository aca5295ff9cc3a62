use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tidings_artemis::management::{Call, Management, Reply, Request};
use tidings_core::{Error, ErrorKind, runtime::Runtime};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    error,
    link::{
        Body, Condition, Fault, Kind, LinkReceiver, LinkSender, Links, Message, Properties, Terminus, TransferError,
        Value, Verdict,
    },
};

/// Where Artemis takes management requests.
const ADDRESS: &str = "activemq.management";
const OPERATION: &str = "manage the broker";

type Question = (Request, oneshot::Sender<Result<Reply, Error>>);

/// Asks the broker's management over links of their own, one question at a time.
#[derive(Clone)]
pub(crate) struct Manager {
    questions: mpsc::Sender<Question>,
}

impl Manager {
    /// A manager for one connection; it attaches when it is first asked, and ends when the last clone is dropped.
    pub(crate) fn new<L: Links>(links: Arc<L>, limit: Duration, user: &str, runtime: &Runtime) -> Self {
        let (questions, inbox) = mpsc::channel(16);
        runtime.spawn(serve(links, inbox, limit, user.to_owned()));
        Self { questions }
    }
}

#[async_trait]
impl Management for Manager {
    async fn request(&self, request: Request) -> Result<Reply, Error> {
        let (answer, reply) = oneshot::channel();
        self.questions.send((request, answer)).await.map_err(|_| error::closed(OPERATION))?;
        reply.await.map_err(|_| error::closed(OPERATION))?
    }
}

async fn serve<L: Links>(links: Arc<L>, mut inbox: mpsc::Receiver<Question>, limit: Duration, user: String) {
    let mut pair = None;
    while let Some((request, answer)) = inbox.recv().await {
        // Each question ends with the connection or with its time limit, so that nobody waits behind a dead one.
        let asked = timeout(limit, async {
            tokio::select! {
                biased;
                asked = ask(&*links, &mut pair, request) => asked,
                fault = links.lost() => Err(fault),
            }
        });
        let reply = match asked.await {
            Ok(Ok(reply)) => reply,
            Ok(Err(fault)) => {
                pair = None;
                Err(explain(fault, &user))
            }
            Err(_) => {
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
/// first request, with an internal error of its own.
fn denied(fault: Fault) -> Fault {
    match fault.condition {
        Condition::Other => Fault { condition: Condition::Unauthorized, ..fault },
        _ => fault,
    }
}

struct Pair<L: Links> {
    sender: L::Sender,
    receiver: L::Receiver,
    reply_to: String,
}

async fn ask<L: Links>(links: &L, pair: &mut Option<Pair<L>>, request: Request) -> Result<Result<Reply, Error>, Fault> {
    let pair = match pair {
        Some(pair) => pair,
        None => pair.insert(attach(links).await?),
    };
    pair.receiver.credit(1).await?;
    let outcome = match pair.sender.transfer(write(request, &pair.reply_to)).await {
        Ok(outcome) => outcome.await,
        Err(TransferError::Refused(fault) | TransferError::Lost(fault)) => Err(fault),
    };
    match outcome {
        Ok(Verdict::Accepted) => {}
        Ok(Verdict::Rejected(fault)) | Err(fault) => return Err(denied(fault)),
        Ok(Verdict::Released) => return Err(Fault::new(Condition::Other, "the request was released")),
    }
    let received = pair.receiver.receive().await?;
    pair.receiver.settle(vec![received.delivery], crate::link::Disposition::Accepted).await?;
    let message = received.message.map_err(|said| Fault::new(Condition::Other, said))?;
    Ok(read(message))
}

async fn attach<L: Links>(links: &L) -> Result<Pair<L>, Fault> {
    let receiver = links.attach_receiver(&Terminus::dynamic()).await?;
    let reply_to =
        receiver.address().ok_or_else(|| Fault::new(Condition::Other, "the broker named no reply address"))?;
    let sender = links.attach_sender(&Terminus::new(ADDRESS, Kind::Any)).await?;
    Ok(Pair { sender, receiver, reply_to })
}

fn write(request: Request, reply_to: &str) -> Message {
    let text = |text: String| Value::Text(text.into());
    let (call, body) = match request.call {
        Call::Operation { name, parameters } => (("_AMQ_OperationName", name), parameters),
        Call::Attribute(name) => (("_AMQ_Attribute", name), String::new()),
        _ => (("_AMQ_OperationName", "unknown"), String::new()),
    };
    Message {
        properties: Properties {
            message_id: Some("request".into()),
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
    let succeeded = message
        .application
        .iter()
        .any(|(name, value)| name == "_AMQ_OperationSucceeded" && matches!(value, Value::Bool(true)));
    match message.body {
        Body::Text(bytes) => Reply::read(succeeded, std::str::from_utf8(&bytes).unwrap_or_default()),
        Body::Empty => Reply::read(succeeded, ""),
        Body::Binary(_) | Body::Other(_) => {
            Err(Error::new(ErrorKind::Protocol, OPERATION).with("problem", "the reply is no text"))
        }
    }
}
