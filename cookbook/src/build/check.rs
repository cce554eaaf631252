//! What must hold of staged files before they count as built.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};
use goblin::elf::dynamic::DT_TEXTREL;
use goblin::elf::Elf;

/// All ELF files below `dir`, in a fixed order. Object files and archives are not among them.
pub fn elf_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    visit(dir, &mut |path| {
        if is_linked_elf(path) {
            found.push(path.to_owned());
        }
        Ok(())
    })?;
    found.sort();
    Ok(found)
}

/// Removes what only a debugger needs.
pub fn strip(out: &Path) -> Result<()> {
    for file in elf_files(out)? {
        let status = Command::new("strip")
            .args(["--strip-unneeded", "--enable-deterministic-archives"])
            .arg(&file)
            .status()
            .context("cannot start strip")?;
        if !status.success() {
            bail!("{}: strip failed", file.display());
        }
    }
    Ok(())
}

/// What the files of a package may rely on.
#[derive(Default)]
struct Provided {
    /// Symbols that can be bound to.
    symbols: BTreeSet<String>,
    /// Names by which libraries are needed.
    libraries: BTreeSet<String>,
}

/// Every undefined symbol and every needed library exists in the sysroot or beside it; no path of this
/// machine, no run path and no text relocation is left.
pub fn check(out: &Path, sysroot: &Path, top: &Path) -> Result<()> {
    let programs = elf_files(out)?;
    let mut provided = Provided::default();
    for folder in [sysroot.join("lib"), sysroot.join("usr/lib")] {
        if folder.is_dir() {
            for library in elf_files(&folder)? {
                exports(&library, &mut provided)?;
            }
        }
    }
    for program in &programs {
        exports(program, &mut provided)?;
    }
    let mut faults = Vec::new();
    for program in &programs {
        let shown = program
            .strip_prefix(out)
            .unwrap_or(program)
            .display()
            .to_string();
        inspect(program, &provided, top)
            .with_context(|| shown.clone())?
            .into_iter()
            .for_each(|fault| {
                faults.push(format!("/{shown}: {fault}"));
            });
    }
    if !faults.is_empty() {
        bail!(
            "the built files are not acceptable:\n  {}",
            faults.join("\n  ")
        );
    }
    Ok(())
}

fn exports(file: &Path, provided: &mut Provided) -> Result<()> {
    let bytes = fs::read(file)?;
    let elf =
        Elf::parse(&bytes).with_context(|| format!("{}: not a sound ELF file", file.display()))?;
    provided.libraries.extend(elf.soname.map(str::to_owned));
    // By the section alone: a thread-local symbol may well have the value 0.
    for symbol in elf.dynsyms.iter().filter(|s| s.st_shndx != 0) {
        if let Some(name) = elf.dynstrtab.get_at(symbol.st_name) {
            provided.symbols.insert(name.to_owned());
        }
    }
    Ok(())
}

/// What is wrong with one file.
fn inspect(file: &Path, provided: &Provided, top: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(file)?;
    let elf = Elf::parse(&bytes)?;
    let mut faults = Vec::new();
    for library in &elf.libraries {
        if !provided.libraries.contains(*library) {
            faults.push(format!("needs {library}, which nothing provides"));
        }
    }
    for symbol in elf
        .dynsyms
        .iter()
        .filter(|s| s.st_shndx == 0 && s.st_name != 0 && s.st_bind() != 2)
    {
        let name = elf.dynstrtab.get_at(symbol.st_name).unwrap_or_default();
        if !provided.symbols.contains(name) {
            faults.push(format!("undefined symbol {name}"));
        }
    }
    if elf
        .dynamic
        .as_ref()
        .is_some_and(|d| d.dyns.iter().any(|entry| entry.d_tag == DT_TEXTREL))
    {
        faults.push("text relocations".into());
    }
    for path in elf.rpaths.iter().chain(&elf.runpaths) {
        faults.push(format!("run path {path}"));
    }
    let top = top.as_os_str().as_encoded_bytes();
    if bytes.windows(top.len()).any(|window| window == top) {
        faults.push("a path of the build machine".into());
    }
    Ok(faults)
}

/// Whether `path` is an ELF program or shared library.
fn is_linked_elf(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 18];
    let Ok(mut file) = fs::File::open(path) else {
        return false;
    };
    // e_type at 16: ET_EXEC is 2, ET_DYN is 3 (System V ABI, ELF header).
    file.read_exact(&mut head).is_ok() && head[..4] == *b"\x7fELF" && matches!(head[16], 2 | 3)
}

/// Calls `each` for every plain file below `dir`.
fn visit(dir: &Path, each: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("{}: cannot read", dir.display()))? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            visit(&entry.path(), each)?;
        } else if kind.is_file() {
            each(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiles `source` with this machine's compiler into `out/NAME`.
    fn compile(out: &Path, name: &str, source: &str, flags: &[&str]) {
        fs::create_dir_all(out).unwrap();
        let file = out.join("source.c");
        fs::write(&file, source).unwrap();
        let status = Command::new("gcc")
            .args(flags)
            .arg(&file)
            .arg("-o")
            .arg(out.join(name))
            .status()
            .unwrap();
        fs::remove_file(file).unwrap();
        assert!(status.success());
    }

    #[test]
    fn a_symbol_that_nothing_provides_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (out, sysroot) = (dir.path().join("out"), dir.path().join("sysroot"));
        fs::create_dir_all(sysroot.join("lib")).unwrap();
        let source =
            "extern int nowhere_to_be_found(void); int f(void) { return nowhere_to_be_found(); }";
        compile(&out, "libx.so", source, &["-shared", "-fPIC", "-nostdlib"]);
        let error = check(&out, &sysroot, Path::new("/nonexistent-top"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("/libx.so: undefined symbol nowhere_to_be_found"),
            "{error}"
        );
    }

    #[test]
    fn the_first_thread_local_symbol_is_provided() {
        let dir = tempfile::tempdir().unwrap();
        let (out, sysroot) = (dir.path().join("out"), dir.path().join("sysroot"));
        fs::create_dir_all(&sysroot).unwrap();
        let shared = ["-shared", "-fPIC", "-nostdlib"];
        compile(&out, "liby.so", "__thread int y;", &shared);
        let source = "extern __thread int y; int *x(void) { return &y; }";
        let dialect = [&shared[..], &["-mtls-dialect=gnu2"]].concat();
        compile(&out, "libx.so", source, &dialect);
        check(&out, &sysroot, Path::new("/nonexistent-top")).unwrap();
    }

    #[test]
    fn a_library_that_nothing_provides_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (out, sysroot) = (dir.path().join("out"), dir.path().join("sysroot"));
        fs::create_dir_all(&sysroot).unwrap();
        let shared = ["-shared", "-fPIC", "-nostdlib"];
        let soname = [&shared[..], &["-Wl,-soname,liby.so.1"]].concat();
        compile(&out, "liby.so", "int y(void) { return 1; }", &soname);
        let library = out.join("liby.so").to_string_lossy().into_owned();
        let needing = [&shared[..], &[library.as_str()]].concat();
        let source = "extern int y(void); int x(void) { return y(); }";
        compile(
            &out,
            "libx.so",
            source,
            &["-Wl,--no-as-needed"]
                .iter()
                .chain(&needing)
                .copied()
                .collect::<Vec<_>>(),
        );
        check(&out, &sysroot, Path::new("/nonexistent-top")).unwrap();
        fs::remove_file(&library).unwrap();
        let error = check(&out, &sysroot, Path::new("/nonexistent-top"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("/libx.so: needs liby.so.1, which nothing provides"),
            "{error}"
        );
    }

    #[test]
    fn a_run_path_and_a_path_of_the_machine_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (out, sysroot) = (dir.path().join("out"), dir.path().join("sysroot"));
        fs::create_dir_all(&sysroot).unwrap();
        let source = "const char *f(void) { return \"/home/someone/ochre/x\"; }";
        compile(
            &out,
            "libx.so",
            source,
            &["-shared", "-fPIC", "-nostdlib", "-Wl,-rpath,/opt/x"],
        );
        let error = check(&out, &sysroot, Path::new("/home/someone/ochre"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("run path /opt/x") && error.contains("a path of the build machine"),
            "{error}"
        );
    }
}
