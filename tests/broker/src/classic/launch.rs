use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::home::Home;
use crate::Error;
use crate::instance::{Instance, Plan};
use crate::java::{QUICK, define};
use crate::port::free_port;
use crate::ready::Ready;

const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Starts it in a directory of its own; gives its STOMP port too.
pub(super) fn start(home: &Home) -> Result<(Instance, u16), Error> {
    Instance::start(3, |directory| {
        let stomp = free_port()?;
        write(directory, stomp).map_err(|cause| Error::io("a directory for the broker", &cause))?;
        let plan = Plan {
            command: command(home, directory),
            helper: None,
            ready: Ready::Stomp { port: stomp },
            flush: None,
            start_timeout: START_TIMEOUT,
            ports: format!("stomp: {stomp}"),
        };
        Ok((plan, stomp))
    })
}

fn write(directory: &Path, stomp: u16) -> std::io::Result<()> {
    for folder in ["data", "tmp"] {
        std::fs::create_dir(directory.join(folder))?;
    }
    let xml = include_str!("activemq.xml").replace("@STOMP@", &stomp.to_string());
    std::fs::write(directory.join("activemq.xml"), xml)
}

/// What `bin/activemq console` would do, without its shell script. Paths in the configuration are relative to the
/// directory that it runs in.
fn command(home: &Home, directory: &Path) -> Command {
    let mut command = Command::new(&home.java);
    command
        .args(QUICK)
        .arg(define("activemq.home", &home.folder))
        .arg(define("activemq.base", directory))
        .arg(define("activemq.conf", directory))
        .arg(define("activemq.data", &directory.join("data")))
        .arg(define("java.io.tmpdir", &directory.join("tmp")))
        .arg("-jar")
        .arg(home.jar())
        .args(["start", "xbean:activemq.xml"]);
    command
}
