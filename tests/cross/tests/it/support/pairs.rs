/// Makes four tests of one body, one for each pair of a sender's and a listener's protocol; each has an event of its own:
/// `pairs!(a_guarantee = body: durable, keyed)`.
macro_rules! pairs {
    ($name:ident = $body:ident $(: $($flag:ident),+)?) => {
        mod $name {
            $crate::support::pairs!(@one $body amqp_to_amqp Amqp Amqp $($($flag)+)?);
            $crate::support::pairs!(@one $body amqp_to_stomp Amqp Stomp $($($flag)+)?);
            $crate::support::pairs!(@one $body stomp_to_amqp Stomp Amqp $($($flag)+)?);
            $crate::support::pairs!(@one $body stomp_to_stomp Stomp Stomp $($($flag)+)?);
        }
    };
    (@one $body:ident $pair:ident $from:ident $to:ident $($flag:ident)*) => {
        #[tokio::test]
        async fn $pair() {
            use $crate::support::Over;
            $crate::support::event!(Here: $($flag),*);
            super::$body::<Here>(Over::$from, Over::$to).await;
        }
    };
}
pub(crate) use pairs;
