//! Where ports are built: a user-namespace sandbox (bubblewrap) without network, in which only the
//! declared inputs exist, read-only, at fixed paths. So the result cannot depend on the machine's
//! configuration, the user's home or where the checkout is.
//!
//! Inside: `/source` (read-write), `/out` (the staged installation), `/sysroot` (read-only), the build
//! machine's `/usr` (read-only), an `/etc` of our own with one user, and the sysroot's loader where its programs look for
//! it, with a file that leads it to the sysroot's libraries, so that they run on this machine's kernel.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{bail, Context as _, Result};

/// The time that every build believes it is made at: 2024-01-01 00:00:00 UTC.
pub const SOURCE_DATE_EPOCH: i64 = 1_704_067_200;

/// The triple of our target.
pub const TRIPLE: &str = "x86_64-ochre-linux-relibc";

/// What a build is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Ochre's C library, by the compiler in the sysroot.
    Ochre,
    /// This machine's, by this machine's compiler: the side that tests compare with.
    Here,
}

/// The folders a build works with, as they are on the build machine.
pub struct Rooms<'a> {
    /// The unpacked source; `/source` inside.
    pub source: &'a Path,
    /// Where it installs to; `/out` inside.
    pub out: &'a Path,
    /// Headers and libraries it may use; `/sysroot` inside.
    pub sysroot: &'a Path,
}

/// Fails with what to do when sandboxes do not work on this machine.
pub fn probe() -> Result<()> {
    let output = Command::new("bwrap")
        .args(["--unshare-all", "--ro-bind", "/", "/", "true"])
        .output()
        .context("cannot start bwrap (Debian package bubblewrap)")?;
    if !output.status.success() {
        bail!(
            "a sandbox cannot be made: {}\nbubblewrap needs user namespaces; as root: \
             sysctl kernel.unprivileged_userns_clone=1",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// A command that runs `sh -e -c script` in the sandbox, with nothing but a fixed environment.
pub fn command(rooms: &Rooms<'_>, script: &str) -> Result<Command> {
    command_for(Target::Ochre, rooms, script)
}

/// The same, with what builds for `target` in the environment.
pub fn command_for(target: Target, rooms: &Rooms<'_>, script: &str) -> Result<Command> {
    for dir in [rooms.source, rooms.out] {
        fs::create_dir_all(dir).with_context(|| format!("{}: cannot create", dir.display()))?;
    }
    let mut command = Command::new("bwrap");
    command.args([
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--hostname",
        "ochre",
    ]);
    command.args([
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--ro-bind",
        "/usr",
        "/usr",
    ]);
    command.args([
        "--symlink",
        "usr/bin",
        "/bin",
        "--symlink",
        "usr/sbin",
        "/sbin",
    ]);
    command.args(["--symlink", "usr/lib64", "/lib64", "--dir", "/lib"]);
    // Not a link to usr/lib: the sysroot's loader must have its place there.
    command.args([
        "--symlink",
        "../usr/lib/x86_64-linux-gnu",
        "/lib/x86_64-linux-gnu",
    ]);
    let loader = rooms.sysroot.join("lib/ld-relibc-x86_64.so.1");
    if loader.exists() {
        command
            .arg("--ro-bind")
            .arg(loader)
            .arg("/lib/ld-relibc-x86_64.so.1");
    }
    command
        .arg("--ro-bind")
        .arg(etc(&rooms.sysroot.with_extension("etc"))?)
        .arg("/etc");
    command.args(["--ro-bind", "/etc/alternatives", "/etc/alternatives"]);
    command.args([
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/home",
    ]);
    command.arg("--bind").arg(rooms.source).arg("/source");
    command.arg("--bind").arg(rooms.out).arg("/out");
    command.arg("--ro-bind").arg(rooms.sysroot).arg("/sysroot");
    command.args(["--chdir", "/source", "/bin/sh", "-e", "-c", script]);
    command.env_clear();
    let variables = match target {
        Target::Ochre => environment(),
        Target::Here => environment_here(),
    };
    for (name, value) in variables {
        command.env(name, value);
    }
    Ok(command)
}

/// The files of `/etc`.
const ETC: &[(&str, &str)] = &[
    (
        "passwd",
        "root:x:0:0:root:/:/bin/sh\nochre:x:1000:1000:ochre:/home:/bin/sh\n",
    ),
    ("group", "root:x:0:\nochre:x:1000:\n"),
    ("hosts", "127.0.0.1 localhost ochre\n::1 localhost\n"),
    ("ld-relibc-x86_64.path", "/sysroot/usr/lib\n"),
];

/// Writes `/etc`, as it is inside, into a folder, with a place for `/etc/alternatives`.
fn etc(folder: &Path) -> Result<&Path> {
    let cannot_write = || format!("{}: cannot write", folder.display());
    fs::create_dir_all(folder.join("alternatives")).with_context(cannot_write)?;
    for (name, text) in ETC {
        fs::write(folder.join(name), text).with_context(cannot_write)?;
    }
    Ok(folder)
}

/// The environment of every build for Ochre.
pub fn environment() -> Vec<(&'static str, String)> {
    let tool = |name: &str| format!("{TRIPLE}-{name}");
    let mut variables = common("/sysroot/usr/bin:", TRIPLE, tool);
    variables.extend([
        ("RELIBC_SYSROOT", "/sysroot".into()),
        ("PKG_CONFIG_SYSROOT_DIR", "/sysroot".into()),
        ("PKG_CONFIG_LIBDIR", "/sysroot/usr/lib/pkgconfig".into()),
    ]);
    variables
}

/// The environment of builds for this machine.
fn environment_here() -> Vec<(&'static str, String)> {
    common("", "x86_64-pc-linux-gnu", str::to_owned)
}

/// What both have: `path` goes before this machine's programs, `tool` names a tool for the target.
fn common(path: &str, triple: &str, tool: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    vec![
        ("PATH", format!("{path}/usr/bin:/usr/sbin:/bin")),
        ("HOME", "/home".into()),
        ("LC_ALL", "C".into()),
        ("TZ", "UTC".into()),
        ("SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH.to_string()),
        ("OCHRE_TRIPLE", triple.into()),
        ("CC", tool("gcc")),
        ("AR", tool("ar")),
        ("RANLIB", tool("ranlib")),
        ("NM", tool("nm")),
        ("STRIP", tool("strip")),
        ("CC_FOR_BUILD", "gcc".into()),
        ("BUILD_CC", "gcc".into()),
        (
            "CFLAGS",
            "-O2 -pipe -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=/source=."
                .into(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_sees_its_rooms_and_neither_the_home_nor_the_network() {
        let dir = tempfile::tempdir().unwrap();
        for room in ["source", "out", "sysroot/usr"] {
            fs::create_dir_all(dir.path().join(room)).unwrap();
        }
        let (source, out, sysroot) = (
            dir.path().join("source"),
            dir.path().join("out"),
            dir.path().join("sysroot"),
        );
        let rooms = Rooms {
            source: &source,
            out: &out,
            sysroot: &sysroot,
        };
        let script =
            "echo made > /out/file; ! touch /sysroot/x 2>/dev/null; ! touch /usr/x 2>/dev/null; \
                      test ! -e /root; test \"$(ls /sys 2>/dev/null)\" = ''; pwd; \
                      test \"$(wc -l < /proc/net/route)\" = 1; test \"$(id -un)\" = ochre";
        let output = command(&rooms, script).unwrap().output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(output.stdout, b"/source\n");
        assert_eq!(fs::read(out.join("file")).unwrap(), b"made\n");
    }
}
