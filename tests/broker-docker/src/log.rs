use futures_util::TryStreamExt;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::LogsOptionsBuilder;
use testcontainers::{ContainerAsync, GenericImage};
use tokio::io::AsyncBufReadExt;

use crate::answer::Outcome;

/// What the log says when the acceptors are open.
const ACTIVE: &str = "AMQ221007";
const LOG_BYTES: usize = 64 * 1024;

/// How often a broker has said that it is active, of all its starts.
#[derive(Default)]
pub(crate) struct Active(usize);

impl Active {
    pub(crate) async fn so_far(container: &ContainerAsync<GenericImage>) -> Outcome<Self> {
        let said = container.stdout_to_vec().await?;
        Ok(Self(String::from_utf8_lossy(&said).matches(ACTIVE).count()))
    }

    /// Returns when it says so once more; `false` if it ends before.
    pub(crate) async fn once_more(self, container: &ContainerAsync<GenericImage>) -> Outcome<bool> {
        let mut lines = container.stdout(true).lines();
        let mut said = 0;
        while let Some(line) = lines.next_line().await? {
            said += line.matches(ACTIVE).count();
            if said > self.0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The end of what it said, on both outputs and of all its starts.
pub(crate) async fn end_of_log(docker: &Docker, id: &str) -> Outcome<String> {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).build();
    let mut said = Vec::new();
    let mut pieces = docker.logs(id, Some(options));
    while let Some(piece) = pieces.try_next().await? {
        said.extend_from_slice(&piece.into_bytes());
        let surplus = said.len().saturating_sub(2 * LOG_BYTES);
        said.drain(..surplus);
    }
    Ok(String::from_utf8_lossy(&said[said.len().saturating_sub(LOG_BYTES)..]).into_owned())
}
