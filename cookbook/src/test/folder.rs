//! Programs of several files: a folder with a script, whose sources become shared libraries and programs. It is built
//! with this machine's libc, which is the oracle, and with the sysroot; its script must print the same and exit
//! the same on Linux with either, and on Ochre.
//!
//! In a folder, `libNAME.c` becomes the shared library `NAME.so` and any other `NAME.c` the program `NAME`; `run.sh` is
//! run there. The first lines of a source may say more, as comments: `// needs: NAMES` (libraries of the same
//! folder to link with), `// flags: WORDS` (for the compiler and the linker), `// out: PATH` (in place of the name).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::program::{files, here, with_default_signals, Case, Expected};
use super::Tally;
use crate::cli::Context;
use crate::image::Extra;
use crate::sandbox::{self, Rooms};

/// The script that each folder has.
const SCRIPT: &str = "run.sh";

/// What compiles the sources of a folder.
pub struct Compiler {
    /// The compiler.
    pub program: PathBuf,
    /// How sources' names end.
    pub ending: &'static str,
    /// The argument that chooses the language's edition.
    pub standard: &'static str,
}

/// A suite's folders.
pub struct Folders<'a> {
    /// Where they are, in this tree.
    pub top: &'a str,
    /// This machine's compiler.
    pub theirs: Compiler,
    /// The sysroot's.
    pub ours: Compiler,
    /// The sysroot.
    pub sysroot: &'a Path,
}

impl Folders<'_> {
    /// Builds those that the user wants and runs them on Linux; what is left to run on Ochre is added to
    /// `cases` and `extras`.
    pub fn run(
        &self,
        context: &Context,
        tally: &mut Tally,
        cases: &mut Vec<Case>,
        extras: &mut Vec<Extra>,
    ) -> Result<()> {
        let name_of = |folder: &Path| {
            folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let mut folders = folders(&context.tree.source(self.top))?;
        folders.retain(|folder| tally.wants(&name_of(folder)));
        if folders.is_empty() {
            return Ok(());
        }
        let step =
            context
                .report
                .step(format!("compile {} folders of {}", folders.len(), self.top));
        let out = context.tree.build(self.top);
        for place in ["host", "ochre", "linux"] {
            if out.join(place).exists() {
                fs::remove_dir_all(out.join(place))?;
            }
        }
        for folder in &folders {
            let name = name_of(folder);
            step.note(&name);
            let theirs = out.join("host").join(&name);
            compile(&self.theirs, folder, &theirs)
                .with_context(|| format!("{name}, with this machine's libc"))?;
            let mut script = with_default_signals("sh");
            script.arg("-c").arg(inside(&theirs));
            let expected = Expected::of(script, &[])?;
            let ours = out.join("ochre").join(&name);
            if let Err(error) = compile(&self.ours, folder, &ours) {
                let told = Err(format!("{error:#}"));
                tally.record(&format!("{name}: builds with the sysroot"), told);
                continue;
            }
            let copy = out.join("linux").join(&name);
            copy_all(&ours, &copy)?;
            let rooms = Rooms {
                source: &copy,
                out: &out.join("out"),
                sysroot: self.sysroot,
            };
            // The sandbox has the loader where programs look for it.
            let mut script = sandbox::command(&rooms, &inside(Path::new("/source")))?;
            let result = here(&mut script, &[]).map_err(|e| format!("{e:#}"));
            let result = result.and_then(|shown| expected.judge(&shown));
            tally.record(&format!("{name}: on Linux"), result);
            let place = format!("/{}/{name}", self.top);
            for file in every_file(&ours)? {
                extras.push(Extra {
                    path: format!("{place}/{}", file.strip_prefix(&ours)?.display()),
                    file,
                    mode: 0o755,
                });
            }
            cases.push(Case {
                name: format!("{name}: on Ochre"),
                argv: ["/bin/sh", "-c", &inside(Path::new(&place))]
                    .map(str::to_owned)
                    .to_vec(),
                input: Vec::new(),
                expected,
            });
        }
        step.done("");
        Ok(())
    }
}

/// The shell command that runs a folder's script.
fn inside(folder: &Path) -> String {
    format!("cd '{}' && sh ./{SCRIPT}", folder.display())
}

/// The folders of programs, in the order of their names.
fn folders(top: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = files(top, "sh")?
        .iter()
        .filter_map(|script| script.parent().map(Path::to_owned))
        .collect();
    found.sort();
    anyhow::ensure!(
        !found.is_empty(),
        "{}: no folders of programs",
        top.display()
    );
    Ok(found)
}

/// One source file of a folder.
struct Unit {
    source: PathBuf,
    is_library: bool,
    needs: Vec<String>,
    flags: Vec<String>,
    /// Where it goes, in the folder.
    out: String,
}

impl Unit {
    fn read(source: &Path) -> Result<(String, Self)> {
        let text = fs::read_to_string(source)?;
        let name = source
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let library = name.strip_prefix("lib");
        let mut unit = Self {
            source: source.to_owned(),
            is_library: library.is_some(),
            needs: Vec::new(),
            flags: Vec::new(),
            out: library.map_or(name.clone(), |_| format!("{name}.so")),
        };
        for line in text.lines().map_while(|line| line.strip_prefix("//")) {
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let words = || value.split_whitespace().map(str::to_owned).collect();
            match key.trim() {
                "needs" => unit.needs = words(),
                "flags" => unit.flags = words(),
                "out" => unit.out = value.trim().to_owned(),
                _ => {}
            }
        }
        Ok((library.unwrap_or(&name).to_owned(), unit))
    }
}

/// Builds a folder's libraries and programs into `out`, each after what it needs, with the script beside them.
fn compile(compiler: &Compiler, folder: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    fs::copy(folder.join(SCRIPT), out.join(SCRIPT))?;
    let sources = files(folder, compiler.ending)?;
    let mut waiting = sources
        .iter()
        .map(|source| Unit::read(source))
        .collect::<Result<BTreeMap<_, _>>>()?;
    let mut done: BTreeMap<String, PathBuf> = BTreeMap::new();
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .find(|(_, unit)| unit.needs.iter().all(|need| done.contains_key(need)));
        let Some(name) = ready.map(|(name, _)| name.clone()) else {
            bail!(
                "these need each other, or what is not there: {:?}",
                waiting.keys()
            );
        };
        let unit = waiting.remove(&name).context("it was just found")?;
        let file = out.join(&unit.out);
        let needs = unit.needs.iter().map(|need| done[need].as_path());
        link(compiler, &unit, needs, &file).with_context(|| unit.source.display().to_string())?;
        if unit.is_library {
            done.insert(name, file);
        }
    }
    Ok(())
}

/// Compiles and links one file; the error is what the compiler said.
fn link<'p>(
    compiler: &Compiler,
    unit: &Unit,
    needs: impl Iterator<Item = &'p Path>,
    file: &Path,
) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file has a folder")?)?;
    let mut command = Command::new(&compiler.program);
    command.current_dir(unit.source.parent().context("a file has a folder")?);
    command.args([compiler.standard, "-D_GNU_SOURCE", "-O1", "-w", "-pthread"]);
    if unit.is_library {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        command.args(["-shared", "-fPIC"]);
        command.arg(format!("-Wl,-soname,{name}"));
    }
    command.arg(&unit.source).arg("-o").arg(file);
    command.args(["-Wl,--no-as-needed", "-Wl,--allow-shlib-undefined"]);
    let output = command.args(needs).args(&unit.flags).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// Copies all files below `from`: scripts change what they find.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in every_file(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().context("a file has a folder")?)?;
        fs::copy(&file, &copy)?;
    }
    Ok(())
}

/// All files below `dir`.
fn every_file(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(every_file(&path)?),
            false => found.push(path),
        }
    }
    found.sort();
    Ok(found)
}
