macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);
    )+};
}

ids! {
    /// An open connection of a client.
    ConnectionId,
    /// Somebody who consumes from a queue; goes with its connection.
    ConsumerId,
    /// A message that was given to a consumer and not settled yet.
    DeliveryId,
    /// A send that was not decided at once.
    SendId,
}
