//! Packets in words, for traces.

use super::packet::{Answer, Up};
use crate::model::Message;

pub(super) fn describe(up: &Up) -> String {
    match up {
        Up::Connect(question) => format!("connect ({})", question.0),
        Up::AttachSender(question, target) => format!("attach a sender to {} ({})", target.name(), question.0),
        Up::AttachReceiver(question, source) => format!("attach a receiver to {:?} ({})", source.place, question.0),
        Up::Credit(consumer, received, credit) => format!("credit {credit} after {received} for {}", consumer.0),
        Up::Transfer(question, target, message) => {
            format!("transfer to {} ({}): {}", target.name(), question.0, describe_message(message))
        }
        Up::Settle(consumer, deliveries, how) => {
            let numbers: Vec<_> = deliveries.iter().map(|delivery| delivery.0).collect();
            format!("settle {numbers:?} of {} as {how:?}", consumer.0)
        }
        Up::Detach(_, consumer) => format!("detach {}", consumer.0),
        Up::Close(_) => "close".to_owned(),
    }
}

pub(super) fn describe_answer(answer: &Answer) -> String {
    match answer {
        Answer::Done => "done".to_owned(),
        Answer::Consumer(consumer, queue) => format!("consumer {} of {queue}", consumer.0),
        Answer::Decided(verdict) => format!("{verdict:?}"),
        Answer::Refused(refusal) => format!("refused: {refusal}"),
    }
}

pub(super) fn describe_message(message: &Message) -> String {
    let attempt = message.property("attempt").unwrap_or("1");
    let what = message.property("_AMQ_OperationName").or_else(|| message.property("_AMQ_Attribute"));
    let body = message.payload.body_text();
    let delay = message.delay.map_or_else(String::new, |delay| format!(" in {delay:?}"));
    format!("{}{} attempt {attempt}{delay}", what.unwrap_or_default(), body.get(..80).unwrap_or(body))
}
