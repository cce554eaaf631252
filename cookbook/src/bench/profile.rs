//! Where the instructions of one test go on Ochre: every executed instruction is counted by a plugin of
//! QEMU (`tests/bench/profile.c`) from the test's first call on, and told by program and function.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{ensure, Context as _, Result};
use goblin::elf::header::ET_DYN;
use goblin::elf::program_header::PT_LOAD;
use goblin::elf::sym::STT_FUNC;
use goblin::elf::Elf;

use super::{arguments, boot, compile_ours, folder, posixbench};
use crate::build;
use crate::cli::{BenchArgs, Context};
use crate::recipe::Book;
use crate::report::run_logged;
use crate::sandbox::TRIPLE;

/// Functions told.
const LINES: usize = 60;

/// Bytes of a function's first code that tell it from other programs' code at the same address.
const CODE_LEN: usize = 24;

/// Bytes of code that are found in one place of a program only.
const UNIQUE_LEN: usize = 20;

const PAGE: u64 = 4096;

/// posixbench runs this test in any case, because others use its file.
const SETUP_TEST: &str = "stat_file";

/// A program whose code may run.
struct Program {
    name: String,
    /// Where it is loaded; not known before some of its code has been seen, if it may be anywhere.
    base: Cell<Option<u64>>,
    /// Address and bytes of each loaded part.
    parts: Vec<(u64, Vec<u8>)>,
    /// Functions by address.
    functions: BTreeMap<u64, String>,
}

impl Program {
    fn read(name: &str, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("{}: cannot read", path.display()))?;
        let elf = Elf::parse(&bytes).with_context(|| format!("{}: no ELF file", path.display()))?;
        let loaded = elf.program_headers.iter().filter(|h| h.p_type == PT_LOAD);
        let parts = loaded.filter_map(|h| Some((h.p_vaddr, bytes.get(h.file_range())?.to_vec())));
        let symbols = elf.syms.iter().filter(|symbol| {
            symbol.st_shndx != 0 && (symbol.st_type() == STT_FUNC || symbol.st_type() == 0)
        });
        let functions = symbols.filter_map(|symbol| {
            let name = elf.strtab.get_at(symbol.st_name)?;
            let plain = !name.is_empty() && !name.starts_with('$') && !name.starts_with(".L");
            plain.then(|| (symbol.st_value, demangled(name)))
        });
        Ok(Self {
            name: name.to_owned(),
            base: Cell::new((elf.header.e_type != ET_DYN).then_some(0)),
            parts: parts.collect(),
            functions: functions.collect(),
        })
    }

    /// The bytes from `address` on.
    fn code(&self, address: u64) -> Option<&[u8]> {
        self.parts.iter().find_map(|(start, bytes)| {
            let offset = usize::try_from(address.checked_sub(*start)?).ok()?;
            bytes.get(offset..)
        })
    }

    /// The address within the program, if `code` at `address` is its.
    fn find(&self, address: u64, code: &[u8]) -> Option<u64> {
        let is_here = |own: &u64| self.code(*own).is_some_and(|have| have.starts_with(code));
        if let Some(base) = self.base.get() {
            return address.checked_sub(base).filter(is_here);
        }
        if code.len() < UNIQUE_LEN {
            return None;
        }
        let parts = self.parts.iter().map(|(start, bytes)| {
            let first = start & !(PAGE - 1) | address & (PAGE - 1);
            (first..start + bytes.len() as u64).step_by(PAGE as usize)
        });
        let own = parts.flatten().find(is_here)?;
        self.base.set(address.checked_sub(own));
        Some(own)
    }

    /// The function that `address` lies in.
    fn function(&self, address: u64) -> &str {
        let mut before = self.functions.range(..=address);
        before.next_back().map_or("?", |(_, name)| name)
    }

    /// A function's address and first code, as the plugin takes them.
    fn mark(&self, function: &str) -> Option<String> {
        let mut named = self.functions.iter().filter(|(_, name)| *name == function);
        let address = *named.next()?.0;
        let code = self.code(address)?;
        let code = code[..CODE_LEN.min(code.len())].iter();
        let code: String = code.map(|byte| format!("{byte:02x}")).collect();
        Some(format!("{address:x}:{code}"))
    }
}

/// The name without its hash and without what generic parameters make of it.
fn demangled(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    match name.char_indices().nth(110) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// Profiles the one test that is named.
pub fn run(context: &Context, args: &BenchArgs) -> Result<ExitCode> {
    ensure!(
        args.tests.len() == 1,
        "--profile wants the name of one test"
    );
    let test = &args.tests[0];
    let dir = folder(context)?;
    let ours = compile_ours(context, &dir)?;
    let plugin = compile_plugin(context, &dir)?;
    let bench = Program::read("posixbench", &ours)?;
    let start = bench.mark(test);
    let start = start.with_context(|| format!("posixbench has no test {test}"))?;
    let out = dir.join("profile.txt");
    let mut argument = format!("{},start={start},out={}", plugin.display(), out.display());
    if let Some(stop) = bench.mark(SETUP_TEST).filter(|_| test != SETUP_TEST) {
        argument += &format!(",stop={stop}");
    }
    let mut session = boot(context, &ours, Some(argument))?;
    let text = posixbench(context, &mut session, &arguments(args))?;
    session.power_off()?;
    let mut programs = programs(context)?;
    programs.push(bench);
    let blocks = fs::read_to_string(&out).context("the plugin has written nothing")?;
    print!("{}", text.lines().next().unwrap_or_default());
    println!(" ns an operation, with what runs beside it:");
    print(&blocks, &programs);
    println!("\nblock by block in {}", context.tree.show(&out));
    Ok(ExitCode::SUCCESS)
}

fn compile_plugin(context: &Context, dir: &Path) -> Result<PathBuf> {
    let plugin = dir.join("profile.so");
    let step = context
        .report
        .step(format!("compile {}", context.tree.show(&plugin)));
    let mut command = Command::new("gcc");
    command
        .args(["-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-o"])
        .arg(&plugin)
        .arg(context.tree.source("tests/bench/profile.c"));
    run_logged(&step, &mut command, &context.tree.log("bench"))?;
    Ok(plugin)
}

/// The kernel and the servers, as cargo left them, with their symbols.
fn programs(context: &Context) -> Result<Vec<Program>> {
    let book = Book::open(&context.tree)?;
    let shelf = build::build(context, &book, &["kernel"])?;
    let mut programs = vec![Program::read(
        "kernel",
        &shelf["kernel"].files.join("boot/kernel.elf"),
    )?];
    for triple in ["x86_64-unknown-none", TRIPLE] {
        let dir = context
            .tree
            .build("target/ochre")
            .join(triple)
            .join("release");
        let Ok(entries) = fs::read_dir(&dir) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_file() && path.extension().is_none() && name != "kernel" {
                programs.extend(Program::read(&name, &path));
            }
        }
    }
    Ok(programs)
}

/// One line of the plugin's file.
fn parse(line: &str) -> Option<(u64, u64, u64, Vec<u8>)> {
    let mut words = line.split(' ');
    let count = words.next()?.parse().ok()?;
    let instructions = words.next()?.parse().ok()?;
    let address = u64::from_str_radix(words.next()?, 16).ok()?;
    let code = words.next()?.as_bytes().chunks_exact(2);
    let code: Option<Vec<u8>> = code
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    Some((count, instructions, address, code?))
}

fn print(text: &str, programs: &[Program]) {
    let mut blocks: Vec<_> = text.lines().filter_map(parse).collect();
    // Long ones first: they tell where a program is loaded.
    blocks.sort_by_key(|(_, _, _, code)| std::cmp::Reverse(code.len()));
    let mut total = 0;
    let mut by_program: HashMap<&str, u64> = HashMap::new();
    let mut by_function: HashMap<(&str, &str), u64> = HashMap::new();
    for (count, instructions, address, code) in blocks {
        let sum = count * instructions;
        total += sum;
        let mut owners = programs
            .iter()
            .filter_map(|program| Some((program, program.find(address, &code)?)));
        let place = match owners.next() {
            Some((program, own)) => (program.name.as_str(), program.function(own)),
            None => ("?", "?"),
        };
        *by_program.entry(place.0).or_default() += sum;
        *by_function.entry(place).or_default() += sum;
    }
    let percent = |sum: u64| 100.0 * sum as f64 / total.max(1) as f64;
    for (name, sum) in sorted(by_program) {
        println!("{:6.2} %  {name}", percent(sum));
    }
    println!();
    for ((program, function), sum) in sorted(by_function).into_iter().take(LINES) {
        println!("{:6.2} %  {program}  {function}", percent(sum));
    }
}

/// The greatest first.
fn sorted<K: Ord>(sums: HashMap<K, u64>) -> Vec<(K, u64)> {
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_plugin_is_count_instructions_address_and_code() {
        assert_eq!(
            parse("12 3 4000a0 90c3"),
            Some((12, 3, 0x40_00a0, vec![0x90, 0xc3]))
        );
        assert_eq!(parse("12 3 4000a0 9"), Some((12, 3, 0x40_00a0, vec![])));
        assert_eq!(parse("12"), None);
    }
}
