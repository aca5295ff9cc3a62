use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

/// The first call of a machine fetches and compiles.
const LIMIT: Duration = Duration::from_secs(600);

/// The interpreter that has the clients. The first caller finds or makes it, and the others wait for that.
pub(super) async fn interpreter() -> &'static Path {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = tokio::task::spawn_blocking(|| FOUND.get_or_init(find));
    match tokio::time::timeout(LIMIT, found).await.expect("Python is there in time").unwrap() {
        Ok(python) => python,
        Err(said) => panic!("there is no Python with the foreign clients: {said}"),
    }
}

fn find() -> Result<PathBuf, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/ci/python.sh");
    let output = Command::new(script).output().map_err(|error| format!("{script}: {error}"))?;
    if output.status.success() {
        Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end()))
    } else {
        Err(format!("{script} failed:\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}
