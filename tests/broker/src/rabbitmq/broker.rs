crate::stomp::stomp_broker! {
    /// A real RabbitMQ that speaks STOMP, and the power over its process: see [`Control`](crate::Control) for `kill`, `restart`
    /// and the like.
    ///
    /// It lets in `admin` alone, to the virtual host `/`, which CONNECT must name in its `host`. It keeps what is
    /// persistent in durable queues, and cannot delay. It ends when the value is dropped, and in any case with the process
    /// that started it.
    RabbitMq, "RabbitMQ"
}
