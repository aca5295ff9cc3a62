//! What an operator's tool does to the broker: a bare client with all rights.

use std::time::Duration;

use tidings_broker::Artemis;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Error, clock};

const LIMIT: Duration = Duration::from_secs(20);

/// Asks the broker itself for an operation with its parameters in JSON; `None` if that ended this very connection.
pub(crate) async fn operate(broker: &Artemis, operation: &str, parameters: &str) -> Result<Option<String>, Error> {
    ask(broker, "broker", &format!("_AMQ_OperationName:{operation}"), parameters).await
}

/// Asks a queue for an operation with its parameters in JSON; `None` if there is no such queue or operation.
pub(crate) async fn of_queue(
    broker: &Artemis,
    queue: &str,
    operation: &str,
    parameters: &str,
) -> Result<Option<String>, Error> {
    ask(broker, &format!("queue.{queue}"), &format!("_AMQ_OperationName:{operation}"), parameters).await
}

/// A number that the broker keeps of a queue; `None` if there is no such queue.
pub(crate) async fn number(broker: &Artemis, queue: &str, attribute: &str) -> Result<Option<u64>, Error> {
    let answer = ask(broker, &format!("queue.{queue}"), &format!("_AMQ_Attribute:{attribute}"), "").await?;
    Ok(answer.and_then(|answer| answer.trim_matches(['[', ']']).parse().ok()))
}

/// One question in STOMP, which needs no client: a frame ends at a NUL, and no answer of management holds one.
async fn ask(broker: &Artemis, resource: &str, what: &str, parameters: &str) -> Result<Option<String>, Error> {
    let asking = async {
        let mut stream = TcpStream::connect((broker.host(), broker.ports().stomp)).await?;
        let replies = format!("operator.{}.{}", std::process::id(), clock::now());
        let question = format!(
            "CONNECT\naccept-version:1.2\nhost:/\nlogin:admin\npasscode:admin\n\n\0\
             SUBSCRIBE\nid:1\nack:auto\ndestination:{replies}\nsubscription-type:ANYCAST\n\n\0\
             SEND\ndestination:activemq.management\nreply-to:{replies}\n_AMQ_ResourceName:{resource}\n{what}\n\n\
             {parameters}\0"
        );
        stream.write_all(question.as_bytes()).await?;
        let mut said = Vec::new();
        loop {
            let mut chunk = [0; 4096];
            // What it asked for may have ended it.
            let read = stream.read(&mut chunk).await.unwrap_or(0);
            if read == 0 {
                return Ok(None);
            }
            said.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&said);
            // What comes after the last NUL is not yet whole.
            let (whole, _) = text.rsplit_once('\0').unwrap_or_default();
            let mut frames = whole.split('\0').map(str::trim_start);
            if let Some(message) = frames.find(|frame| frame.starts_with("MESSAGE")) {
                let (head, body) = message.split_once("\n\n").unwrap_or_default();
                return Ok(head.contains("_AMQ_OperationSucceeded:true").then(|| body.to_owned()));
            }
        }
    };
    tokio::time::timeout(LIMIT, asking).await.map_err(|_| "the broker's management does not answer")?
}
