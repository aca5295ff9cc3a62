//! As much of STOMP as it takes to see what a broker keeps and refuses.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{bounded, connect};

pub(crate) struct Stomp<S = TcpStream> {
    stream: S,
}

impl Stomp {
    /// Logs in; gives the broker's answer if it is not a welcome.
    pub(crate) async fn login(port: u16, login: Option<(&str, &str)>) -> Result<Self, String> {
        Self::on(connect(port).await).login_on(login).await
    }

    pub(crate) async fn admin(port: u16) -> Self {
        Self::login(port, Some(("admin", "admin"))).await.unwrap()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Stomp<S> {
    pub(crate) fn on(stream: S) -> Self {
        Self { stream }
    }

    /// Logs in on an open connection; gives the broker's answer if it is not a welcome.
    pub(crate) async fn login_on(mut self, login: Option<(&str, &str)>) -> Result<Self, String> {
        self.write(&connect_frame(login)).await;
        let answer = self.answer().await;
        if answer.starts_with("CONNECTED") { Ok(self) } else { Err(answer) }
    }

    /// Asks to be let in; gives the answer if there is one by then. What has not come can be awaited later.
    pub(crate) async fn connect_within(&mut self, limit: Duration) -> Option<String> {
        self.write(&connect_frame(Some(("admin", "admin")))).await;
        tokio::time::timeout(limit, self.answer()).await.ok()
    }

    /// Sends a persistent message to a queue, and gives the broker's answer if it is not a receipt.
    pub(crate) async fn send(&mut self, queue: &str, body: &str) -> Result<(), String> {
        self.send_with(queue, "", body).await
    }

    /// As [`send`](Self::send), with further headers, each with its line end.
    pub(crate) async fn send_with(&mut self, queue: &str, headers: &str, body: &str) -> Result<(), String> {
        let answer = self
            .ask(&format!(
                "SEND\ndestination:{queue}\ndestination-type:ANYCAST\npersistent:true\nreceipt:1\n{headers}\n{body}"
            ))
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

    /// The next frame; what there is of it where the connection ends.
    pub(crate) async fn answer(&mut self) -> String {
        bounded(async {
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

    async fn ask(&mut self, frame: &str) -> String {
        self.write(frame).await;
        self.answer().await
    }

    async fn write(&mut self, frame: &str) {
        bounded(async {
            self.stream.write_all(frame.as_bytes()).await.unwrap();
            self.stream.write_all(b"\0").await.unwrap();
        })
        .await;
    }
}

fn connect_frame(login: Option<(&str, &str)>) -> String {
    let login = login.map_or_else(String::new, |(user, password)| {
        // The one frame in which nothing is escaped.
        format!("login:{user}\npasscode:{password}\n")
    });
    // RabbitMQ takes the name of a virtual host only; the others take any.
    format!("CONNECT\naccept-version:1.2\nhost:/\n{login}\n")
}
