/// Writes the methods about queues that the builder of every provider for Artemis has, over its field of type
/// [`Options`](crate::topology::Options), in an `impl` block of the builder.
///
/// ```
/// use tidings_artemis::{topology::Options, topology_methods};
/// #[derive(Default)]
/// struct Carrier { topology: Options }
/// impl Carrier {
///     topology_methods!(topology);
/// }
/// assert!(Carrier::default().strict_topology().topology.strict);
/// ```
#[macro_export]
macro_rules! topology_methods {
    ($field:ident) => {
        /// Names queues in this way; every process that shares a queue must agree.
        #[must_use]
        pub fn queue_naming(mut self, naming: $crate::QueueNaming) -> Self {
            self.$field.naming = naming;
            self
        }

        /// Fails the start for a queue that differs in a harmless way from what would be created.
        #[must_use]
        pub fn strict_topology(mut self) -> Self {
            self.$field.strict = true;
            self
        }

        /// Starts although the broker is set up to drop what it gives up on after too many crashes.
        #[must_use]
        pub fn allow_broker_drops(mut self) -> Self {
            self.$field.allow_broker_drops = true;
            self
        }
    };
}
