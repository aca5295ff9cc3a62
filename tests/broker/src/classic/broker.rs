crate::stomp::stomp_broker! {
    /// A real ActiveMQ Classic that speaks STOMP, and the power over its process: see [`Control`](crate::Control) for `kill`, `restart`
    /// and the like.
    ///
    /// It lets in `admin` alone, keeps what is persistent (KahaDB), delays what has `AMQ_SCHEDULED_DELAY`, and moves what
    /// is given up on from a queue `q` to `DLQ.q`. It ends when the value is dropped, and in any case with the process that
    /// started it.
    Classic, "ActiveMQ Classic or Java"
}
