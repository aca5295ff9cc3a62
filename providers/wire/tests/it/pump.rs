//! A pumped connection never hangs and never loses what was written before a close.

use std::{
    future::Future,
    io,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake},
    time::Duration,
};

use tidings_wire::pump::{Beat, End, Limits, pump};
use tokio::{
    io::{AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex, split},
    time::{Instant, timeout},
};

const LIMIT: Duration = Duration::from_secs(10);
const BOUND: Duration = Duration::from_secs(60);

/// Notes the size of every write call.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<usize>>>);

impl AsyncWrite for Recorder {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.lock().unwrap().push(bytes.len());
        Poll::Ready(Ok(bytes.len()))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn many_small_writes_reach_the_socket_in_one_call() {
    let recorder = Recorder::default();
    let (mut stream, pump) = pump(tokio::io::empty(), recorder.clone(), Limits::heartbeat(LIMIT));
    for _ in 0..100 {
        stream.write_all(b"frame").await.unwrap();
    }
    drop(stream);
    assert!(matches!(timeout(BOUND, pump.run()).await.unwrap(), End::Drained));
    assert_eq!(*recorder.0.lock().unwrap(), [500]);
}

#[tokio::test(start_paused = true)]
async fn everything_written_before_a_close_arrives() {
    let (near, mut far) = duplex(16);
    let (read, write) = split(near);
    let (mut stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    let sent = vec![7; 10_000];
    let writing = async {
        stream.write_all(&sent).await.unwrap();
        drop(stream);
    };
    let mut received = Vec::new();
    let reading = async {
        let mut chunk = [0; 64];
        while received.len() < 10_000 {
            let n = far.read(&mut chunk).await.unwrap();
            received.extend_from_slice(&chunk[..n]);
        }
    };
    let ((), (), end) = timeout(BOUND, async { tokio::join!(writing, reading, pump.run()) }).await.unwrap();
    assert!(matches!(end, End::Drained));
    assert_eq!(received, sent);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_no_data_ends_reader_and_writer() {
    let (near, _far) = duplex(16);
    let (read, write) = split(near);
    let (stream, pump) = pump(read, write, Limits::heartbeat(LIMIT).without_heartbeat());
    let (mut reader, mut writer) = split(stream);
    let begun = Instant::now();
    let writing = async { writer.write_all(&vec![0; 1_000_000]).await.unwrap_err().kind() };
    let reading = async { reader.read_u8().await.unwrap_err().kind() };
    let (write, read, end) = timeout(BOUND, async { tokio::join!(writing, reading, pump.run()) }).await.unwrap();
    assert!(matches!(end, End::Stalled(LIMIT)));
    assert_eq!((write, read), (io::ErrorKind::BrokenPipe, io::ErrorKind::TimedOut));
    assert_eq!(begun.elapsed(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_ends_the_connection_at_most_a_quarter_late() {
    let (near, _far) = duplex(1024);
    let (read, write) = split(near);
    let (mut stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    let begun = Instant::now();
    let (read, end) = timeout(BOUND, async { tokio::join!(stream.read_u8(), pump.run()) }).await.unwrap();
    assert!(matches!(end, End::Silent(LIMIT)));
    assert_eq!(read.unwrap_err().kind(), io::ErrorKind::TimedOut);
    assert!(begun.elapsed() >= LIMIT && begun.elapsed() <= LIMIT + LIMIT / 2, "{:?}", begun.elapsed());
}

/// As if the whole machine had, for far longer than any limit; then there is a moment for the peer.
async fn stand_still() {
    tokio::time::sleep(LIMIT / 2).await;
    tokio::time::advance(LIMIT * 100).await;
    tokio::time::sleep(LIMIT / 8).await;
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_stood_still_hears_the_peer_before_it_judges_it() {
    let (near, mut far) = duplex(16);
    let (read, write) = split(near);
    let (mut stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    let late = async {
        stand_still().await;
        far.write_all(b"x").await.unwrap();
    };
    tokio::select! {
        end = pump.run() => panic!("it ended: {end}"),
        (read, ()) = async { tokio::join!(stream.read_u8(), late) } => assert_eq!(read.unwrap(), b'x'),
    }
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_stood_still_lets_the_peer_take_data_before_it_judges_it() {
    let (near, mut far) = duplex(16);
    let (read, write) = split(near);
    let (mut stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    let mut taken = [0; 1_000];
    let late = async {
        stand_still().await;
        far.read_exact(&mut taken).await.unwrap();
    };
    tokio::select! {
        end = pump.run() => panic!("it ended: {end}"),
        (written, ()) = async { tokio::join!(stream.write_all(&[7; 1_000]), late) } => written.unwrap(),
    }
    assert_eq!(taken, [7; 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_beats_keeps_the_connection() {
    let (near, mut far) = duplex(1024);
    let (read, write) = split(near);
    let (mut stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    let beating = async {
        for _ in 0..10 {
            tokio::time::sleep(LIMIT / 2).await;
            far.write_all(b"\n").await.unwrap();
        }
    };
    let reading = async {
        for _ in 0..10 {
            stream.read_u8().await.unwrap();
        }
        drop(stream);
    };
    let ((), (), end) = timeout(BOUND * 2, async { tokio::join!(beating, reading, pump.run()) }).await.unwrap();
    assert!(matches!(end, End::Drained));
}

#[tokio::test(start_paused = true)]
async fn a_beat_is_written_as_soon_as_nothing_else_was_for_its_time() {
    let (near, mut far) = duplex(1024);
    let (read, write) = split(near);
    let limits = Limits::heartbeat(LIMIT * 100).with_beat(Beat { every: LIMIT, bytes: b"\n" });
    let (mut stream, pump) = pump(read, write, limits);
    let begun = Instant::now();
    let writing = async {
        tokio::time::sleep(LIMIT / 2).await;
        stream.write_all(b"x").await.unwrap();
    };
    let reading = async {
        let mut came = Vec::new();
        while came.len() < 3 {
            came.push((far.read_u8().await.unwrap(), begun.elapsed()));
        }
        came
    };
    let pumping = async {
        tokio::select! {
            end = pump.run() => panic!("it ended: {end}"),
            came = async { tokio::join!(writing, reading).1 } => came,
        }
    };
    let came = timeout(BOUND, pumping).await.unwrap();
    assert_eq!(came, [(b'x', LIMIT / 2), (b'\n', LIMIT * 3 / 2), (b'\n', LIMIT * 5 / 2)]);
}

/// Counts how often a task would be polled again.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_heartbeats_sleeps_however_long_it_is_open() {
    let (near, _far) = duplex(1024);
    let (read, write) = split(near);
    let (_stream, pump) = pump(read, write, Limits::heartbeat(LIMIT).without_heartbeat());
    let (wakes, mut run) = (Arc::new(Wakes::default()), pin!(pump.run()));
    let waker = wakes.clone().into();
    for _ in 0..3 {
        assert!(run.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(wakes.0.load(Ordering::Relaxed), 0);
        tokio::time::advance(Duration::from_secs(400 * 24 * 60 * 60)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_nobody_reads_is_not_the_peers_silence() {
    let (near, _far) = duplex(1024);
    let (read, write) = split(near);
    let (stream, pump) = pump(read, write, Limits::heartbeat(LIMIT));
    assert!(timeout(BOUND, pump.run()).await.is_err(), "nobody was waiting for the peer");
    drop(stream);
}
