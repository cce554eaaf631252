//! Each of relibc's headers must compile alone, as C99, as C17 and as C++.

use std::path::{Path, PathBuf};
use std::process::Command;

fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// A file that only the calling test uses.
fn scratch_file(name: &str) -> PathBuf {
    let test = std::thread::current().name().unwrap_or("test").to_owned();
    scratch().join(format!("{test}-{name}"))
}

/// Makes the headers once a test.
fn headers(name: &str) -> PathBuf {
    let out = scratch().join(name);
    let status = Command::new(env!("CARGO_BIN_EXE_relibc-headers"))
        .arg(&out)
        .status()
        .expect("runs");
    assert!(status.success(), "relibc-headers failed");
    out
}

/// `gcc` that sees the headers in `include` and the compiler's own only.
fn gcc(include: &Path) -> Command {
    let own = Command::new("gcc")
        .arg("-print-file-name=include")
        .output()
        .expect("gcc runs")
        .stdout;
    let own = String::from_utf8(own).expect("a path");
    let mut command = Command::new("gcc");
    command
        .args(["-nostdinc", "-D_GNU_SOURCE", "-isystem"])
        .arg(include)
        .args(["-isystem", own.trim()]);
    // Linux's own headers, which the sysroot has beside these.
    for linux in ["/usr/include", "/usr/include/x86_64-linux-gnu"] {
        command.args(["-idirafter", linux]);
    }
    command
}

#[test]
fn every_header_compiles_alone_as_c_and_as_cpp() {
    let include = headers("alone");
    let mut complaints = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(include.join(&folder)).expect("reads") {
            let entry = entry.expect("reads");
            let header = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(header);
                continue;
            }
            for language in [
                ["-xc", "-std=c99"],
                ["-xc", "-std=gnu17"],
                ["-xc++", "-std=c++17"],
            ] {
                let source = scratch_file("alone.c");
                std::fs::write(&source, format!("#include <{}>\n", header.display()))
                    .expect("writes");
                let output = gcc(&include)
                    .args(language)
                    .args(["-Wall", "-Werror", "-fsyntax-only"])
                    .arg(&source)
                    .output()
                    .expect("gcc");
                if !output.status.success() {
                    let first = String::from_utf8_lossy(&output.stderr)
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    complaints.push(format!("{} {}: {first}", header.display(), language[1]));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
