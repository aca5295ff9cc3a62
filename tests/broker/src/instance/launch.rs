use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::jvm::Jvm;
use crate::source::Distribution;

/// What `bin/artemis run` of an instance would do, without its shell scripts.
pub(super) fn command(distribution: &Distribution, directory: &Path, jvm: Jvm) -> Command {
    let home = &distribution.home;
    let tuning: &[&str] = match jvm {
        Jvm::Quick => &["-Xms64M", "-Xmx256M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"],
        Jvm::Server => &["-Xms2G", "-Xmx2G", "-XX:+UseG1GC", "-XX:AutoBoxCacheMax=20000"],
    };
    let etc = directory.join("etc");
    let mut command = Command::new(&distribution.java);
    command
        .args(tuning)
        .args(["-Dlog4j2.disableJmx=true", "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-classpath"])
        .arg(home.join("lib/artemis-boot.jar"))
        .arg(define("artemis.home", home))
        .arg(define("artemis.instance", directory))
        .arg(define("artemis.instance.etc", &etc))
        .arg(define("data.dir", &directory.join("data")))
        .arg(define("java.io.tmpdir", &directory.join("tmp")))
        .arg(define("java.security.auth.login.config", &etc.join("login.config")))
        .args(["org.apache.activemq.artemis.boot.Artemis", "run"]);
    command
}

fn define(name: &str, path: &Path) -> OsString {
    let mut out = OsString::from(format!("-D{name}="));
    out.push(path);
    out
}
