//! What an operator's tool asks of the broker: a bare client with all rights.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::broker::Artemis;
use crate::Error;

const LIMIT: Duration = Duration::from_secs(20);

/// What the broker's management answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It did it; this is its result, a list in JSON.
    Done(String),
    /// It has no such queue or operation, or did not do it; its words.
    Refused(String),
    /// The operation ended the connection that asked for it.
    Ended,
}

impl Answer {
    /// The result, if it did it.
    pub fn done(self) -> Option<String> {
        match self {
            Self::Done(result) => Some(result),
            Self::Refused(_) | Self::Ended => None,
        }
    }

    /// The result, if it did it and it is one number.
    pub fn number(self) -> Option<u64> {
        self.done()?.trim_matches(['[', ']']).parse().ok()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(result) => f.write_str(result),
            Self::Refused(words) => write!(f, "refused: {words}"),
            Self::Ended => f.write_str("the connection ended"),
        }
    }
}

/// The management as `admin`, over STOMP, each time on a connection of its own.
///
/// The errors are those of the connection, and no answer within 20 s. Cancel safe; what was asked may be done all the same.
impl Artemis {
    /// Asks the broker itself for an operation, such as `destroyQueue`, with its parameters as a list in JSON.
    pub async fn operate(&self, operation: &str, parameters: &str) -> Result<Answer, Error> {
        self.ask("broker", &format!("_AMQ_OperationName:{operation}"), parameters).await
    }

    /// Asks a queue for an operation, such as `removeAllMessages`, with its parameters as a list in JSON.
    pub async fn operate_on(&self, queue: &str, operation: &str, parameters: &str) -> Result<Answer, Error> {
        self.ask(&format!("queue.{queue}"), &format!("_AMQ_OperationName:{operation}"), parameters).await
    }

    /// Asks for what the broker keeps of a queue, such as its `messageCount`.
    pub async fn attribute_of(&self, queue: &str, attribute: &str) -> Result<Answer, Error> {
        self.ask(&format!("queue.{queue}"), &format!("_AMQ_Attribute:{attribute}"), "").await
    }

    async fn ask(&self, resource: &str, what: &str, parameters: &str) -> Result<Answer, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let replies = format!("operator.{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let question = format!(
            "CONNECT\naccept-version:1.2\nhost:/\nlogin:admin\npasscode:admin\n\n\0\
             SUBSCRIBE\nid:1\nack:auto\ndestination:{replies}\nsubscription-type:ANYCAST\n\n\0\
             SEND\ndestination:activemq.management\nreply-to:{replies}\n_AMQ_ResourceName:{resource}\n{what}\n\n\
             {parameters}\0"
        );
        let asking = async {
            let mut stream = TcpStream::connect((self.host(), self.ports().stomp)).await?;
            stream.write_all(question.as_bytes()).await?;
            Ok(told(&mut stream).await)
        };
        match tokio::time::timeout(LIMIT, asking).await {
            Ok(answer) => answer.map_err(|cause| Error::io("the broker's management could not be asked", &cause)),
            Err(_) => Err(Error::new(format!("the broker's management did not answer within {} s", LIMIT.as_secs()))),
        }
    }
}

async fn told(stream: &mut TcpStream) -> Answer {
    let mut said = Vec::new();
    loop {
        if let Some(answer) = read(&said) {
            return answer;
        }
        // What it asked for may have ended it.
        if stream.read_buf(&mut said).await.unwrap_or(0) == 0 {
            return Answer::Ended;
        }
    }
}

/// The answer among what the broker has said so far. A frame ends at a NUL, and no answer of management holds one.
fn read(said: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(said);
    // What comes after the last NUL is not yet whole.
    let (whole, _) = text.rsplit_once('\0')?;
    whole.split('\0').map(str::trim_start).find_map(|frame| match frame.split_once("\n\n") {
        Some((head, body)) if head.starts_with("MESSAGE") => {
            Some(match head.contains("_AMQ_OperationSucceeded:true") {
                true => Answer::Done(body.to_owned()),
                false => Answer::Refused(body.to_owned()),
            })
        }
        _ => frame.starts_with("ERROR").then_some(Answer::Ended),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELCOME: &str = "CONNECTED\nversion:1.2\n\n\0\n";
    const DONE: &str = "MESSAGE\n_AMQ_OperationSucceeded:true\n\n[7]\0\n";

    #[test]
    fn an_answer_is_read_when_all_of_it_is_there() {
        let said = format!("{WELCOME}{DONE}");
        let end = said.rfind('\0').unwrap();
        assert_eq!(read(&said.as_bytes()[..end]), None);
        let answer = read(&said.as_bytes()[..=end]).unwrap();
        assert_eq!(answer, Answer::Done("[7]".into()));
        assert_eq!(answer.number(), Some(7));
    }

    #[test]
    fn a_refusal_is_told_from_the_end_of_the_connection() {
        let refused = "MESSAGE\n_AMQ_OperationSucceeded:false\n\n[\"no such queue\"]\0";
        assert_eq!(read(refused.as_bytes()), Some(Answer::Refused("[\"no such queue\"]".into())));
        assert_eq!(read(format!("{WELCOME}ERROR\nmessage:closed\n\n\0").as_bytes()), Some(Answer::Ended));
        assert_eq!(Answer::Ended.done(), None);
    }
}
