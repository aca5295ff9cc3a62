use std::{future::Future, sync::Arc, thread, time::Duration};

use async_trait::async_trait;
use tokio::{
    runtime::{Builder, Handle},
    sync::{oneshot, watch},
};

use super::{Capabilities, Claim, Connection, Context, DeadLetterQueue, Health, Opened, Provider, Sender, Target};
use crate::{
    envelope::Parcel,
    error::{BoxError, Error, ErrorKind},
    runtime::{Runtime, Task},
};

/// A thread with a tokio runtime of its own, on which connections live: a listener that blocks its thread stops no
/// heartbeat there. It ends when the last that uses it is dropped.
#[derive(Clone)]
pub struct IoThread {
    handle: Handle,
    // Dropped with the last clone, which ends the thread.
    _alive: Arc<oneshot::Sender<()>>,
}

impl IoThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the system gives no thread, or no means to wait for sockets.
    ///
    /// # Cancel safety
    /// A thread that nobody waits for ends.
    pub async fn start() -> Result<Self, Error> {
        let failed = |error| Error::new(ErrorKind::Construction, "start the I/O thread").with_source(error);
        let (alive, over) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        // Built over there, since a runtime must not be dropped where others wait.
        let run = move || live(tell, over);
        thread::Builder::new().name("tidings-io".to_owned()).spawn(run).map_err(|e| failed(BoxError::from(e)))?;
        let handle = told.await.map_err(|e| failed(e.into()))?.map_err(|e| failed(e.into()))?;
        Ok(Self { handle, _alive: Arc::new(alive) })
    }

    /// Connects a provider on this thread.
    ///
    /// # Errors
    /// What the provider says.
    ///
    /// # Cancel safety
    /// A dropped call gives the attempt up, as the provider's own does.
    pub async fn connect(&self, provider: Arc<dyn Provider>, context: Context) -> Result<Arc<dyn Connection>, Error> {
        let context = Context { runtime: context.runtime.on(self.handle.clone()), ..context };
        let connection = self.run(async move { provider.connect(context).await }).await?;
        Ok(Arc::new(Dedicated { connection, io: self.clone() }))
    }

    /// Runs a future on this thread; it ends with whoever waits for it.
    async fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let mut task = AbortOnDrop(Runtime::system().on(self.handle.clone()).spawn(future));
        let ended = (&mut task.0).await;
        ended.unwrap_or_else(|failed| Err(Error::new(ErrorKind::Internal, "use the I/O thread").with_source(failed)))
    }
}

/// The thread's life: until nobody uses it any more.
fn live(tell: oneshot::Sender<std::io::Result<Handle>>, over: oneshot::Receiver<()>) {
    match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            // Errors are what is waited for, or mean that nobody waits: the last user is gone.
            drop(tell.send(Ok(runtime.handle().clone())));
            drop(runtime.block_on(over));
            runtime.shutdown_background();
        }
        Err(error) => drop(tell.send(Err(error))),
    }
}

struct AbortOnDrop<T>(Task<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A connection whose work is done on a thread of its own.
struct Dedicated {
    connection: Arc<dyn Connection>,
    io: IoThread,
}

#[async_trait]
impl Connection for Dedicated {
    fn capabilities(&self) -> Capabilities {
        self.connection.capabilities()
    }

    fn sender(&self, target: &Target) -> Arc<dyn Sender> {
        self.connection.sender(target)
    }

    async fn verify(&self, target: &Target) -> Result<(), Error> {
        let (connection, target) = (self.connection.clone(), target.clone());
        self.io.run(async move { connection.verify(&target).await }).await
    }

    async fn subscribe(&self, claim: &Claim) -> Result<Opened, Error> {
        let (connection, claim) = (self.connection.clone(), claim.clone());
        self.io.run(async move { connection.subscribe(&claim).await }).await
    }

    async fn dead_letters(&self, claim: &Claim) -> Result<Box<dyn DeadLetterQueue>, Error> {
        let (connection, claim) = (self.connection.clone(), claim.clone());
        self.io.run(async move { connection.dead_letters(&claim).await }).await
    }

    async fn remove_queue(&self, queue: &str) -> Result<(), Error> {
        let (connection, queue) = (self.connection.clone(), queue.to_owned());
        self.io.run(async move { connection.remove_queue(&queue).await }).await
    }

    fn health(&self) -> watch::Receiver<Health> {
        self.connection.health()
    }

    async fn work_off(&self, limit: Duration) {
        self.connection.work_off(limit).await;
    }

    async fn close(&self, limit: Duration) -> Result<Vec<Arc<dyn Parcel>>, Error> {
        let connection = self.connection.clone();
        self.io.run(async move { connection.close(limit).await }).await
    }
}
