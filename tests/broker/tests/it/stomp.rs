//! As much of STOMP as it takes to see what a broker keeps and refuses.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{bounded, connect};

pub(crate) struct Stomp {
    stream: TcpStream,
}

impl Stomp {
    /// Logs in; gives the broker's answer if it is not a welcome.
    pub(crate) async fn login(port: u16, login: Option<(&str, &str)>) -> Result<Self, String> {
        let mut stomp = Self { stream: connect(port).await };
        let login = login.map_or_else(String::new, |(user, password)| {
            // The one frame in which nothing is escaped.
            format!("login:{user}\npasscode:{password}\n")
        });
        let answer = stomp.ask(&format!("CONNECT\naccept-version:1.2\nhost:localhost\n{login}\n")).await;
        if answer.starts_with("CONNECTED") { Ok(stomp) } else { Err(answer) }
    }

    pub(crate) async fn admin(port: u16) -> Self {
        Self::login(port, Some(("admin", "admin"))).await.unwrap()
    }

    /// Sends a persistent message to a queue, and gives the broker's answer if it is not a receipt.
    pub(crate) async fn send(&mut self, queue: &str, body: &str) -> Result<(), String> {
        let answer = self
            .ask(&format!("SEND\ndestination:{queue}\ndestination-type:ANYCAST\npersistent:true\nreceipt:1\n\n{body}"))
            .await;
        if answer.starts_with("RECEIPT") { Ok(()) } else { Err(answer) }
    }

    /// Takes one message from a queue, and gives the broker's answer if it is not a message.
    pub(crate) async fn receive(&mut self, queue: &str) -> Result<String, String> {
        let answer =
            self.ask(&format!("SUBSCRIBE\ndestination:{queue}\nsubscription-type:ANYCAST\nid:0\nack:auto\n\n")).await;
        match answer.split_once("\n\n") {
            Some((head, body)) if head.starts_with("MESSAGE") => Ok(body.to_owned()),
            _ => Err(answer),
        }
    }

    async fn ask(&mut self, frame: &str) -> String {
        bounded(async {
            self.stream.write_all(frame.as_bytes()).await.unwrap();
            self.stream.write_all(b"\0").await.unwrap();
            let mut answer = Vec::new();
            loop {
                match self.stream.read_u8().await {
                    Ok(0) => break,
                    // Line ends between frames.
                    Ok(b'\n') if answer.is_empty() => {}
                    Ok(byte) => answer.push(byte),
                    Err(_) => break,
                }
            }
            String::from_utf8(answer).unwrap()
        })
        .await
    }
}
