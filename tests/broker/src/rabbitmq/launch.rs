use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::home::Home;
use crate::Error;
use crate::instance::{Instance, Plan};
use crate::port::free_port;
use crate::ready::Ready;

const START_TIMEOUT: Duration = Duration::from_secs(90);

#[derive(Clone, Copy, Debug)]
struct Ports {
    stomp: u16,
    /// Between Erlang nodes, of which this is the only one.
    distribution: u16,
    /// Erlang's name server.
    names: u16,
}

/// Starts it in a directory of its own; gives its STOMP port too.
pub(super) fn start(home: &Home) -> Result<(Instance, u16), Error> {
    Instance::start(3, |directory| {
        let ports = Ports { stomp: free_port()?, distribution: free_port()?, names: free_port()? };
        write(directory, ports).map_err(|cause| Error::io("a directory for the broker", &cause))?;
        let plan = Plan {
            command: server(home, directory, ports),
            helper: Some(names(home, ports)),
            ready: Ready::Stomp { port: ports.stomp },
            flush: Some(flush(home, directory, ports)),
            start_timeout: START_TIMEOUT,
            ports: format!("{ports:?}"),
        };
        Ok((plan, ports.stomp))
    })
}

fn write(directory: &Path, ports: Ports) -> std::io::Result<()> {
    let configuration = include_str!("rabbitmq.conf").replace("@STOMP@", &ports.stomp.to_string());
    std::fs::write(directory.join("rabbitmq.conf"), configuration)?;
    std::fs::write(directory.join("plugins"), "[rabbitmq_stomp].\n")
}

/// Erlang would start a name server by itself, for all brokers of the machine, and leave it behind.
fn names(home: &Home, ports: Ports) -> Command {
    let mut command = Command::new(&home.epmd);
    command.arg("-port").arg(ports.names.to_string()).args(["-address", "127.0.0.1"]);
    command
}

/// RabbitMQ confirms a new queue when its database, Mnesia, has written the change; that the change counts is noted beside
/// it by a process of its own, mostly in time to be written with it, and otherwise up to 2 s later. Without the note the
/// queue is gone after a crash. First that process is asked something, so that it has noted all that it was told before.
fn flush(home: &Home, directory: &Path, ports: Ports) -> Command {
    let mut command = command(&home.control(), directory, ports);
    command.args(["eval", "sys:get_state(mnesia_recover), ok = disk_log:sync(latest_log)."]);
    command
}

fn server(home: &Home, directory: &Path, ports: Ports) -> Command {
    let mut command = command(&home.server(), directory, ports);
    // Makes the script become the server, in place of waiting for it.
    command.env("RUNNING_UNDER_SYSTEMD", "true").env_remove("NOTIFY_SOCKET");
    command
}

/// A program of RabbitMQ's, as one of this broker.
fn command(program: &Path, directory: &Path, ports: Ports) -> Command {
    let at = |name: &str| directory.join(name);
    let mut command = Command::new(program);
    command
        // The cookie of Erlang lies there.
        .env("HOME", directory)
        .env("RABBITMQ_NODENAME", "tidings-test@localhost")
        .env("RABBITMQ_DIST_PORT", ports.distribution.to_string())
        .env("ERL_EPMD_PORT", ports.names.to_string())
        .env("ERL_EPMD_ADDRESS", "127.0.0.1")
        .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}")
        .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
        .env("RABBITMQ_CONFIG_FILE", at("rabbitmq"))
        .env("RABBITMQ_ADVANCED_CONFIG_FILE", at("advanced"))
        .env("RABBITMQ_ENABLED_PLUGINS_FILE", at("plugins"))
        .env("RABBITMQ_MNESIA_BASE", at("mnesia"))
        .env("RABBITMQ_PID_FILE", at("pid"))
        .env("RABBITMQ_LOG_BASE", at("logs"))
        .env("RABBITMQ_LOGS", "-");
    command
}
