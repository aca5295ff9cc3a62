use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tidings_wire::link::{
    Body, Company, Disposition, LinkReceiver, LinkSender, Links, Message, Node, Source, TransferError, Value, Verdict,
};

use super::{failed::Failed, parcel::body};

/// Where Artemis takes requests.
const SERVICE: &str = "activemq.management";

static QUESTIONS: AtomicU64 = AtomicU64::new(0);

/// Asks the broker's management over links of their own.
pub(super) async fn ask<L: Links>(
    links: &L,
    resource: &str,
    call: (&'static str, &str),
    parameters: &str,
) -> Result<String, Failed> {
    let mut answers = links.attach_receiver(&Source::of(Node::Replies)).await?;
    let reply_to = answers.reply_to().ok_or_else(|| Failed::new("manage", "no place for answers"))?;
    let mut service = links.attach_sender(&Node::Service(SERVICE.to_owned()), Company::Alone).await?;
    let id = format!("question-{}", QUESTIONS.fetch_add(1, Ordering::Relaxed));
    let text = |text: &str| Value::Text(text.to_owned().into());
    let mut question = Message {
        application: vec![("_AMQ_ResourceName".into(), text(resource)), (call.0.into(), text(call.1))],
        body: Body::Text(Bytes::from(parameters.to_owned().into_bytes())),
        ..Message::default()
    };
    question.properties.message_id = Some(id.clone());
    question.properties.correlation_id = Some(id.clone());
    question.properties.reply_to = Some(reply_to);
    let verdict = match service.transfer(question).await {
        Ok(outcome) => outcome.await?,
        Err(TransferError::Refused(fault) | TransferError::Lost(fault)) => return Err(fault.into()),
    };
    if !matches!(verdict, Verdict::Accepted) {
        return Err(Failed::new("manage", format!("{verdict:?}")));
    }
    loop {
        answers.credit(1).await?;
        let received = answers.receive().await?;
        answers.settle(vec![received.delivery], Disposition::Accepted).await?;
        let message = received.message.map_err(|why| Failed::new("read", why))?;
        if message.properties.correlation_id.as_deref() == Some(&*id) {
            let word = if succeeded(&message) { "ok" } else { "no" };
            return Ok(format!("{word} {}", body(&message)));
        }
    }
}

fn succeeded(answer: &Message) -> bool {
    let is_true = |value: &Value| match value {
        Value::Bool(flag) => *flag,
        Value::Text(text) => text == "true",
        _ => false,
    };
    answer.application.iter().any(|(name, value)| name == "_AMQ_OperationSucceeded" && is_true(value))
}
