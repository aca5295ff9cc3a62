use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{
    InspectContainerOptions, KillContainerOptionsBuilder, RemoveContainerOptionsBuilder,
};
use testcontainers::core::IntoContainerPort;
use testcontainers::core::client::docker_client_instance;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::answer::{Outcome, told};
use crate::arguments::Arguments;
use crate::log::{Active, end_of_log};

const IMAGE: (&str, &str) = ("apache/artemis", "2.56.0-alpine");
const INSTANCE: &str = "/var/lib/artemis-instance";
/// Besides the start: where the image is not there yet, it is pulled.
const PULL_LIMIT: Duration = Duration::from_secs(300);
const STOP_SECONDS: i32 = 20;
const KILL_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
const NOT_RUNNING: &str = "the broker does not run";

/// A broker in a container, and the power over it.
pub(crate) struct Broker {
    container: ContainerAsync<GenericImage>,
    docker: Docker,
    limit: Duration,
    ports: Vec<u16>,
    is_frozen: bool,
}

impl Broker {
    /// Returns when it is ready; on failure no container is left.
    pub(crate) async fn start(arguments: &Arguments) -> Outcome<Self> {
        let docker = docker_client_instance().await?;
        let name = format!("tidings-broker-{}-{}", std::process::id(), arguments.ports[0]);
        let mut request = GenericImage::new(IMAGE.0, IMAGE.1)
            .with_container_name(&name)
            .with_startup_timeout(arguments.limit)
            .with_env_var("EXTRA_ARGS", "--no-autotune --no-web --nio")
            .with_env_var("JAVA_ARGS", &arguments.java);
        for file in fs::read_dir(&arguments.etc)? {
            let file = file?;
            let target = format!("{INSTANCE}/etc-override/{}", file.file_name().to_string_lossy());
            let text = fs::read_to_string(file.path())?;
            request = request.with_copy_to(target, configuration(&text, &arguments.etc).into_bytes());
        }
        for port in &arguments.ports {
            request = request.with_mapped_port(*port, port.tcp());
        }
        let started = match timeout(arguments.limit + PULL_LIMIT, request.start()).await {
            Ok(Ok(container)) => Ok(container),
            Ok(Err(error)) => Err(explained(&error, &arguments.ports).into()),
            Err(_) => Err(format!("the image {}:{} was not pulled in time", IMAGE.0, IMAGE.1).into()),
        };
        let container = match started {
            Ok(container) => container,
            Err(error) => {
                // One that was made and could not start, which is no value of `testcontainers` yet; or there is none.
                let force = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
                let _ = docker.remove_container(&name, Some(force)).await;
                return Err(error);
            }
        };
        let (limit, ports) = (arguments.limit, arguments.ports.clone());
        let broker = Self { container, docker, limit, ports, is_frozen: false };
        match broker.wait(Active::default()).await {
            Ok(()) => Ok(broker),
            Err(error) => {
                broker.remove().await?;
                Err(error)
            }
        }
    }

    /// Where the ports are published, as it stands in a URL.
    pub(crate) async fn host(&self) -> Outcome<String> {
        let told = self.container.get_host().await?.to_string();
        // A client that runs in a container itself is told the address of the bridge, also if the ports are published
        // on loopback alone.
        for host in [told.replace("localhost", "127.0.0.1"), "127.0.0.1".to_owned()] {
            let connect = TcpStream::connect(format!("{host}:{}", self.ports[0]));
            if timeout(CONNECT_LIMIT, connect).await.is_ok_and(|connected| connected.is_ok()) {
                return Ok(host);
            }
        }
        Err(format!("the port {} of the container is reached neither at {told} nor at 127.0.0.1", self.ports[0]).into())
    }

    /// The process id on the machine of the daemon; empty if it does not run.
    pub(crate) async fn pid(&self) -> Outcome<String> {
        let state = self.docker.inspect_container(self.container.id(), None::<InspectContainerOptions>).await?.state;
        let pid = state.and_then(|state| state.pid).filter(|pid| *pid > 0);
        Ok(pid.map_or_else(String::new, |pid| pid.to_string()))
    }

    pub(crate) async fn log(&self) -> Outcome<String> {
        end_of_log(&self.docker, self.container.id()).await
    }

    /// Ends it as a crash does.
    pub(crate) async fn kill(&mut self) -> Outcome<()> {
        self.running().await?;
        let signal = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
        self.docker.kill_container(self.container.id(), Some(signal)).await?;
        self.is_frozen = false;
        let ended = async {
            while self.container.is_running().await? {
                sleep(Duration::from_millis(10)).await;
            }
            Ok(())
        };
        timeout(KILL_LIMIT, ended).await.map_err(|_| "the broker did not end within 10 s of SIGKILL")?
    }

    /// Shuts it down in order.
    pub(crate) async fn stop(&mut self) -> Outcome<()> {
        self.running().await?;
        self.thaw().await?;
        Ok(self.container.stop_with_timeout(Some(STOP_SECONDS)).await?)
    }

    pub(crate) async fn restart(&mut self) -> Outcome<()> {
        if self.container.is_running().await? {
            self.stop().await?;
        }
        let active = Active::so_far(&self.container).await?;
        self.container.start().await?;
        self.wait(active).await
    }

    pub(crate) async fn freeze(&mut self) -> Outcome<()> {
        self.running().await?;
        if !self.is_frozen {
            self.container.pause().await?;
            self.is_frozen = true;
        }
        Ok(())
    }

    pub(crate) async fn thaw(&mut self) -> Outcome<()> {
        self.running().await?;
        if self.is_frozen {
            self.container.unpause().await?;
            self.is_frozen = false;
        }
        Ok(())
    }

    pub(crate) async fn remove(self) -> Outcome<()> {
        Ok(self.container.rm().await?)
    }

    async fn running(&self) -> Outcome<()> {
        if self.container.is_running().await? { Ok(()) } else { Err(NOT_RUNNING.into()) }
    }

    /// Until it is active once more than before.
    async fn wait(&self, before: Active) -> Outcome<()> {
        let failure = match timeout(self.limit, before.once_more(&self.container)).await {
            Ok(Ok(true)) => return Ok(()),
            Ok(Ok(false)) => "ended by itself".to_owned(),
            Ok(Err(error)) => return Err(error),
            Err(_) => format!("was not ready after {} s", self.limit.as_secs()),
        };
        let log = self.log().await?;
        let lines: Vec<_> = log.lines().collect();
        let end = lines[lines.len().saturating_sub(20)..].join("\n");
        Err(format!("the broker {failure}; the end of its log:\n{end}").into())
    }
}

/// On loopback nobody outside of the container would reach the broker, and its files lie elsewhere in there.
fn configuration(text: &str, etc: &Path) -> String {
    text.replace("tcp://127.0.0.1:", "tcp://0.0.0.0:").replace(&*etc.to_string_lossy(), &format!("{INSTANCE}/etc"))
}

/// What Docker says of a port that is not free.
const PORT_TAKEN: [&str; 2] = ["address already in use", "port is already allocated"];

fn explained(error: &dyn Error, ports: &[u16]) -> String {
    let text = told(error);
    if PORT_TAKEN.iter().any(|taken| text.contains(taken)) {
        format!("the broker found one of its ports taken ({ports:?}): {text}")
    } else {
        format!("the broker's container did not start: {text}")
    }
}
