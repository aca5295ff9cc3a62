//! What an operator's tool does to the broker, and what it sees.

use tidings_broker::{Answer, Artemis};

use crate::support::within;

/// Asks the broker itself for an operation, such as `destroyQueue`, with its parameters as a list in JSON; gives the
/// answer, or nothing if the operation ended this very connection.
pub async fn manage(broker: &Artemis, operation: &str, parameters: &str) -> Option<String> {
    accepted(broker.operate(operation, parameters).await.unwrap())
}

/// Has the broker give up on everything in a queue, given by its full name: it goes to its dead-letter address.
pub async fn give_up_on(broker: &Artemis, queue: &str) {
    let name = queue.rsplit_once("::").map_or(queue, |(_, name)| name);
    let said = accepted(broker.operate_on(name, "sendMessagesToDeadLetterAddress", "[\"\"]").await.unwrap());
    assert_ne!(said.as_deref(), Some("[0]"), "there was nothing in `{queue}`");
}

/// Removes everything from a queue.
pub async fn empty(broker: &Artemis, queue: &str) {
    let emptied = accepted(broker.operate_on(queue, "removeAllMessages", "[]").await.unwrap());
    assert!(emptied.is_some(), "the broker empties `{queue}`");
}

/// How many messages a queue holds, those under way included.
pub async fn count(broker: &Artemis, queue: &str) -> u64 {
    number(broker, queue, "messageCount").await
}

/// Waits until a queue holds so many messages: Artemis takes what it has confirmed into the count in its own time.
pub async fn holds(broker: &Artemis, queue: &str, n: u64) {
    comes_to(broker, queue, "messageCount", n).await;
}

/// Waits until a number that the broker keeps of a queue is this one.
pub async fn comes_to(broker: &Artemis, queue: &str, attribute: &str, n: u64) {
    within(Box::pin(async { while number(broker, queue, attribute).await != n {} })).await;
}

/// A number that the broker keeps of a queue, such as `deliveringCount`.
pub async fn number(broker: &Artemis, queue: &str, attribute: &str) -> u64 {
    // Artemis cannot always say it at once of a queue that is being used, nor of one that is made anew.
    within(Box::pin(async {
        loop {
            if let Some(number) = broker.attribute_of(queue, attribute).await.unwrap().number() {
                return number;
            }
        }
    }))
    .await
}

/// How many answers of its management the broker has given so far to those who are connected, but for the operator.
pub async fn management_answers(broker: &Artemis) -> u64 {
    let rows = temporary_queues(broker).await;
    let answers = rows.iter().filter(|row| row["address"] != NOTIFICATIONS && row["routingType"].is_string());
    answers.map(|row| row["messagesAdded"].as_str().unwrap().parse::<u64>().unwrap()).sum()
}

/// Waits until somebody is about to be told who begins and ceases to listen.
pub async fn tells_somebody(broker: &Artemis) {
    let is_told = async || temporary_queues(broker).await.iter().any(|row| row["address"] == NOTIFICATIONS);
    within(Box::pin(async { while !is_told().await {} })).await;
}

/// The address at which the broker tells.
const NOTIFICATIONS: &str = "activemq.notifications";

async fn temporary_queues(broker: &Artemis) -> Vec<serde_json::Value> {
    let page =
        manage(broker, "listQueues", r#"["{\"field\":\"\",\"operation\":\"\",\"value\":\"\"}",1,1000]"#).await.unwrap();
    let whole: Vec<String> = serde_json::from_str(&page).unwrap();
    let page: serde_json::Value = serde_json::from_str(&whole[0]).unwrap();
    page["data"].as_array().unwrap().iter().filter(|row| row["temporary"] == "true").cloned().collect()
}

/// The result; nothing if the operation ended the connection that asked for it.
fn accepted(answer: Answer) -> Option<String> {
    assert!(!matches!(answer, Answer::Refused(_)), "{answer:?}");
    answer.done()
}
