//! SASL EXTERNAL over a stream that is encrypted already: the certificate says who connects.
//!
//! fe2o3-amqp knows EXTERNAL only over TLS of its own, so here it is said before the stream is handed over: what follows
//! a successful SASL exchange is an AMQP connection as if there had been none.
//!
//! # Source
//! AMQP 1.0 §5.3; RFC 4422, appendix A.

use fe2o3_amqp::types::{
    primitives::{Binary, Symbol},
    sasl::{SaslCode, SaslInit, SaslMechanisms, SaslOutcome},
};
use serde::{Serialize, de::DeserializeOwned};
use tidings_core::{Error, ErrorKind};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const HEADER: [u8; 8] = *b"AMQP\x03\x01\x00\x00";
const EXTERNAL: &str = "EXTERNAL";
/// Size, data offset in words, type, and two bytes that mean nothing here.
const FRAME_HEADER: usize = 8;
const DATA_OFFSET: u8 = 2;
const TYPE_SASL: u8 = 1;
/// Much more than the 512 bytes that a SASL frame may have.
const FRAME_LIMIT: usize = 16 * 1024;

/// Logs in as the user that the broker makes of the client's certificate.
pub(crate) async fn external<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> Result<(), Error> {
    stream.write_all(&HEADER).await.map_err(lost)?;
    stream.flush().await.map_err(lost)?;
    let mut header = [0; HEADER.len()];
    stream.read_exact(&mut header).await.map_err(lost)?;
    if header != HEADER {
        return Err(foreign().with_remedy("is this the AMQP port? the answer was in another protocol, or without SASL"));
    }
    let offered: SaslMechanisms = read(stream).await?;
    let offered: Vec<_> = offered.sasl_server_mechanisms.0.iter().map(|mechanism| mechanism.to_string()).collect();
    if !offered.iter().any(|mechanism| mechanism == EXTERNAL) {
        return Err(failed(ErrorKind::Credentials)
            .with("problem", "the broker takes no certificate for a user: it does not offer SASL EXTERNAL")
            .with("offered", offered.join(" "))
            .with_remedy("let it offer that (in Artemis `saslMechanisms=EXTERNAL` at the acceptor), or give a user"));
    }
    let mechanism = Symbol::from(EXTERNAL);
    // Empty, and not left out: some brokers would ask for it.
    let init = SaslInit { mechanism, initial_response: Some(Binary::from(Vec::new())), hostname: None };
    write(stream, &init).await?;
    let outcome: SaslOutcome = read(stream).await?;
    match outcome.code {
        SaslCode::Ok => Ok(()),
        SaslCode::Auth => Err(failed(ErrorKind::Credentials)
            .with("problem", "the broker makes no user of the client's certificate")
            .with_remedy("map the name in the certificate to a user, in Artemis by its certificate login module")),
        SaslCode::SysTemp => Err(failed(ErrorKind::Disconnected)),
        code => Err(failed(ErrorKind::Protocol).with("outcome", format_args!("{code:?}"))),
    }
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, body: &impl Serialize) -> Result<(), Error> {
    let body = serde_amqp::to_vec(body).map_err(|error| failed(ErrorKind::Internal).with_source(error))?;
    let size =
        u32::try_from(FRAME_HEADER + body.len()).map_err(|error| failed(ErrorKind::Internal).with_source(error))?;
    let mut frame = size.to_be_bytes().to_vec();
    frame.extend([DATA_OFFSET, TYPE_SASL, 0, 0]);
    frame.extend(body);
    stream.write_all(&frame).await.map_err(lost)?;
    stream.flush().await.map_err(lost)
}

async fn read<S: AsyncRead + Unpin, T: DeserializeOwned>(stream: &mut S) -> Result<T, Error> {
    let mut header = [0; FRAME_HEADER];
    stream.read_exact(&mut header).await.map_err(lost)?;
    let [a, b, c, d, offset, kind, ..] = header;
    let size = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    let begin = usize::from(offset) * 4;
    if kind != TYPE_SASL || size > FRAME_LIMIT || begin < FRAME_HEADER || size < begin {
        return Err(foreign());
    }
    let mut frame = vec![0; size - FRAME_HEADER];
    stream.read_exact(&mut frame).await.map_err(lost)?;
    let body = frame.get(begin - FRAME_HEADER..).unwrap_or_default();
    serde_amqp::from_slice(body).map_err(|error| foreign().with_source(error))
}

fn failed(kind: ErrorKind) -> Error {
    Error::new(kind, "log in by the client's certificate")
}

fn foreign() -> Error {
    failed(ErrorKind::Protocol).with("problem", "what the broker says is not SASL")
}

fn lost(error: std::io::Error) -> Error {
    failed(ErrorKind::Disconnected).with_source(error)
}

#[cfg(test)]
mod tests {
    use fe2o3_amqp::types::primitives::Array;
    use tokio::io::duplex;

    use super::*;

    /// What the client makes of a broker that offers these mechanisms and then decides so.
    async fn logged_in(offered: &[&str], code: SaslCode) -> (Result<(), Error>, Option<SaslInit>) {
        let (mut client, mut broker) = duplex(4096);
        let serving = async {
            let mut header = [0; 8];
            broker.read_exact(&mut header).await.unwrap();
            broker.write_all(&header).await.unwrap();
            let mechanisms = offered.iter().map(|name| Symbol::from(*name)).collect::<Vec<_>>();
            write(&mut broker, &SaslMechanisms { sasl_server_mechanisms: Array(mechanisms) }).await.unwrap();
            let init = read::<_, SaslInit>(&mut broker).await.ok()?;
            write(&mut broker, &SaslOutcome { code, additional_data: None }).await.unwrap();
            Some(init)
        };
        let client = async {
            let done = external(&mut client).await;
            drop(client);
            done
        };
        tokio::join!(client, serving)
    }

    #[tokio::test]
    async fn a_certificate_that_stands_for_a_user_logs_in() {
        let (done, init) = logged_in(&["PLAIN", "EXTERNAL"], SaslCode::Ok).await;
        done.unwrap();
        let init = init.unwrap();
        assert_eq!(init.mechanism, Symbol::from("EXTERNAL"));
        assert!(init.initial_response.is_some_and(|response| response.is_empty()));
    }

    #[tokio::test]
    async fn a_certificate_that_stands_for_nobody_is_refused_for_good() {
        let (done, _) = logged_in(&["EXTERNAL"], SaslCode::Auth).await;
        let error = done.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Credentials, false));
    }

    #[tokio::test]
    async fn a_broker_without_external_is_named_with_what_it_offers() {
        let (done, init) = logged_in(&["PLAIN", "ANONYMOUS"], SaslCode::Ok).await;
        let error = done.unwrap_err();
        assert!(error.kind() == ErrorKind::Credentials && init.is_none(), "{error:?}");
        assert!(error.to_string().contains("PLAIN ANONYMOUS") && error.remedy().is_some(), "{error}");
    }

    #[tokio::test]
    async fn an_answer_that_is_no_sasl_is_refused_and_never_waited_for() {
        for answer in [
            b"AMQP\x00\x01\x00\x00".as_slice(),
            b"HTTP/1.1 400",
            b"AMQP\x03\x01\x00\x00\xff\xff\xff\xff\x02\x01\x00\x00",
            b"AMQP\x03\x01\x00\x00\x00\x00\x00\x04\x02\x01\x00\x00",
            b"AMQP\x03\x01\x00\x00\x00\x00\x00\x08\x02\x00\x00\x00",
            b"AMQP\x03\x01\x00\x00\x00\x00\x00\x09\x02\x01\x00\x00\x40",
        ] {
            let (mut client, mut broker) = duplex(4096);
            broker.write_all(answer).await.unwrap();
            assert_eq!(external(&mut client).await.unwrap_err().kind(), ErrorKind::Protocol, "{answer:?}");
        }
    }
}
