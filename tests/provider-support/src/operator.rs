//! A bare client with all rights: what an operator's tool does to the broker.

use tidings_broker::Artemis;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{unique, within};

/// Asks the broker itself for an operation, such as `destroyQueue`, with its parameters as a list in JSON; gives the
/// answer, or nothing if the operation ended this very connection.
pub async fn manage(broker: &Artemis, operation: &str, parameters: &str) -> Option<String> {
    ask(broker, "broker", &format!("_AMQ_OperationName:{operation}"), parameters).await
}

/// Has the broker give up on everything in a queue, given by its full name: it goes to its dead-letter address.
pub async fn give_up_on(broker: &Artemis, queue: &str) {
    let name = queue.rsplit_once("::").map_or(queue, |(_, name)| name);
    let operation = "_AMQ_OperationName:sendMessagesToDeadLetterAddress";
    let said = ask(broker, &format!("queue.{name}"), operation, "[\"\"]").await;
    assert_ne!(said.as_deref(), Some("[0]"), "there was nothing in `{queue}`");
}

/// Removes everything from a queue.
pub async fn empty(broker: &Artemis, queue: &str) {
    let emptied = ask(broker, &format!("queue.{queue}"), "_AMQ_OperationName:removeAllMessages", "[]").await;
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
    let (resource, what) = (format!("queue.{queue}"), format!("_AMQ_Attribute:{attribute}"));
    // Artemis cannot always say it at once of a queue that is being used, nor of one that is made anew.
    within(Box::pin(async {
        loop {
            let said = answer(broker, &resource, &what, "").await;
            if let Some(number) = said.and_then(|said| said.ok()?.trim_matches(['[', ']']).parse().ok()) {
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

/// A question that the broker must answer as asked, unless the connection ends.
async fn ask(broker: &Artemis, resource: &str, what: &str, parameters: &str) -> Option<String> {
    let said = answer(broker, resource, what, parameters).await?;
    Some(said.unwrap_or_else(|refused| panic!("{refused}")))
}

/// One question in STOMP, which needs no client: a frame ends at a NUL, and no answer of management holds one.
async fn answer(broker: &Artemis, resource: &str, what: &str, parameters: &str) -> Option<Result<String, String>> {
    within(async {
        let mut stream = TcpStream::connect((broker.host(), broker.ports().stomp)).await.unwrap();
        let replies = unique("operator");
        let asking = format!(
            "CONNECT\naccept-version:1.2\nhost:/\nlogin:admin\npasscode:admin\n\n\0\
             SUBSCRIBE\nid:1\nack:auto\ndestination:{replies}\nsubscription-type:ANYCAST\n\n\0\
             SEND\ndestination:activemq.management\nreply-to:{replies}\n_AMQ_ResourceName:{resource}\n{what}\n\n{parameters}\0"
        );
        stream.write_all(asking.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        loop {
            let mut chunk = [0; 4096];
            // What it asked for may have ended it.
            let n = stream.read(&mut chunk).await.unwrap_or(0);
            if n == 0 {
                return None;
            }
            said.extend_from_slice(&chunk[..n]);
            let text = String::from_utf8_lossy(&said);
            // What comes after the last NUL is not yet whole.
            let (whole, _) = text.rsplit_once('\0').unwrap_or_default();
            let mut frames = whole.split('\0').map(str::trim_start);
            if whole.contains("ERROR\n") {
                return None;
            }
            if let Some(message) = frames.find(|frame| frame.starts_with("MESSAGE")) {
                let (head, body) = message.split_once("\n\n").unwrap();
                let is_done = head.contains("_AMQ_OperationSucceeded:true");
                return Some(if is_done { Ok(body.to_owned()) } else { Err(message.to_owned()) });
            }
        }
    })
    .await
}
