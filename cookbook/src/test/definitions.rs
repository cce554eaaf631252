//! What headers of POSIX.1-2024 define beside functions: constants, variables, types and their members. Every name of
//! `tests/posix/constants.tsv` must be there for a program that asks for that edition, those of the XSI option for one that
//! asks for X/Open's. What musl and glibc have of them is counted beside, as information.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{bail, Context as _, Result};

use super::parallel::each;
use super::Tally;

/// One line of the table.
pub struct Definition {
    pub header: String,
    /// An identifier, `struct TAG`, or a member: `struct TAG.MEMBER`.
    pub name: String,
    /// Only the XSI option asks for it.
    pub is_xsi: bool,
}

/// What a program asks for, and whether that is X/Open's.
const SETTINGS: [(&str, bool); 2] = [
    ("-D_POSIX_C_SOURCE=202405L", false),
    ("-D_XOPEN_SOURCE=800", true),
];

/// What stands before the names in a C text: `SPELLED(NAME)` is what a macro stands for, as a string.
const PRELUDE: &str =
    "#define QUOTED(...) #__VA_ARGS__\n#define SPELLED(...) QUOTED(__VA_ARGS__)\n";

impl Definition {
    /// The identifiers that the name consists of.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        let words = self.name.split([' ', '.']);
        words.filter(|word| !["struct", "union"].contains(word))
    }

    /// A line of C that compiles where the name is defined.
    fn line(&self, index: usize) -> String {
        let name = &self.name;
        let is_tag = name.contains(' ');
        match name.split_once('.') {
            Some((of, member)) => {
                format!("__typeof__((({of} *)0)->{member}) *object_{index};")
            }
            None if is_tag => format!("char object_{index}[sizeof({name})];"),
            // What stands in braces has no type of its own.
            None if name.ends_with("_INITIALIZER") || name.ends_with("_INIT") => {
                format!(
                    "_Static_assert(sizeof(SPELLED({name})) != sizeof(\"{name}\"), \"no macro\");"
                )
            }
            // An expression, or a type that need not be complete.
            None => format!("__typeof__({name}) *object_{index};"),
        }
    }
}

/// Reads the table `HEADER<TAB>NAME[<TAB>XSI]`.
pub fn read(path: &Path) -> Result<Vec<Definition>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Vec<Definition>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let one = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let (header, name, is_xsi) = match fields[..] {
            [header, name] => (header, name, false),
            [header, name, "XSI"] => (header, name, true),
            _ => bail!("expected HEADER<TAB>NAME or HEADER<TAB>NAME<TAB>XSI, found {line:?}"),
        };
        Ok(Definition {
            header: header.to_owned(),
            name: name.to_owned(),
            is_xsi,
        })
    };
    lines.map(one).collect()
}

/// Asks the compiler about every name in both settings, and tells how many there are.
pub fn record(
    compiler: &Path,
    definitions: &[Definition],
    folder: &Path,
    jobs: usize,
    tally: &mut Tally,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut headers: BTreeMap<&str, Vec<&Definition>> = BTreeMap::new();
    for definition in definitions {
        let list = headers.entry(&definition.header).or_default();
        list.push(definition);
    }
    let headers: Vec<(&str, Vec<&Definition>)> = headers.into_iter().collect();
    let results = each(&headers, jobs, |index, (header, list)| {
        let mut told = Vec::new();
        for (option, asks_xsi) in SETTINGS {
            let asked: Vec<&Definition> = list
                .iter()
                .filter(|one| asks_xsi || !one.is_xsi)
                .copied()
                .collect();
            let file = folder.join(format!("{index}-{asks_xsi}.c"));
            let options = ["-std=c17", option];
            let missing = missing(compiler, &options, header, &asked, &file)?;
            if !missing.is_empty() {
                let names: Vec<&str> = missing.into_iter().collect();
                told.push(format!("{option}: not defined: {}", names.join(", ")));
            }
        }
        match told.is_empty() {
            true => Ok(()),
            false => Err(told.join("\n")),
        }
    });
    for ((header, _), result) in headers.iter().zip(results) {
        tally.record(
            &format!("{header}: defines what the standard names"),
            result,
        );
    }
    let wide: &[&str] = &["-std=gnu17", "-D_GNU_SOURCE"];
    let compilers = [
        (compiler, &["-std=c17", "-D_XOPEN_SOURCE=800"] as &[&str]),
        (Path::new("musl-gcc"), wide),
        (Path::new("gcc"), wide),
    ];
    let counts = compilers.map(|(compiler, options)| {
        let missing = each(&headers, jobs, |index, (header, list)| {
            let file = folder.join(format!("{index}-all.c"));
            missing(compiler, options, header, list, &file).map_or(list.len(), |set| set.len())
        });
        definitions.len() - missing.iter().sum::<usize>()
    });
    println!(
        "POSIX.1-2024: {} of {} constants, types and members defined (musl {}, glibc {})",
        counts[0],
        definitions.len(),
        counts[1],
        counts[2]
    );
    Ok(())
}

/// The names that a header does not define for a program with these options.
fn missing<'a>(
    compiler: &Path,
    options: &[&str],
    header: &str,
    definitions: &[&'a Definition],
    file: &Path,
) -> Result<BTreeSet<&'a str>, String> {
    let mut text = format!("#include <{header}>\n{PRELUDE}");
    let before = text.lines().count();
    for (index, definition) in definitions.iter().enumerate() {
        text += &definition.line(index);
        text.push('\n');
    }
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    let output = Command::new(compiler)
        .env("LC_ALL", "C")
        .args(options)
        .args(["-w", "-fmax-errors=0", "-fsyntax-only"])
        .arg(file)
        .output()
        .map_err(|error| format!("{}: {error}", compiler.display()))?;
    if output.status.success() {
        return Ok(BTreeSet::new());
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    if messages.contains("No such file") {
        return Ok(definitions.iter().map(|one| one.name.as_str()).collect());
    }
    let place = format!("{}:", file.display());
    let lines = messages
        .lines()
        .filter_map(|line| line.strip_prefix(&place)?.split(':').next()?.parse().ok());
    let found: BTreeSet<&str> = lines
        .filter_map(|line: usize| definitions.get(line.checked_sub(before + 1)?))
        .map(|definition| definition.name.as_str())
        .collect();
    match found.is_empty() {
        true => Err(messages.into_owned()),
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_asks_for_what_its_name_is() {
        let table = "# a comment\na.h\tO_RDWR\na.h\tstruct stat\nb.h\tstruct stat.st_dev\tXSI\na.h\tX_INIT\n";
        let list = parse(table).unwrap();
        let lines: Vec<String> = list.iter().map(|one| one.line(7)).collect();
        let expected = [
            "__typeof__(O_RDWR) *object_7;",
            "char object_7[sizeof(struct stat)];",
            "__typeof__(((struct stat *)0)->st_dev) *object_7;",
            "_Static_assert(sizeof(SPELLED(X_INIT)) != sizeof(\"X_INIT\"), \"no macro\");",
        ];
        assert_eq!(lines, expected);
        let words: Vec<&str> = list[2].identifiers().collect();
        assert_eq!(words, ["stat", "st_dev"]);
        assert!(list[2].is_xsi && !list[1].is_xsi);
    }

    #[test]
    fn a_line_of_another_form_is_refused() {
        assert!(parse("a.h\tO_RDWR\tBSD\n").is_err());
        assert!(parse("a.h O_RDWR\n").is_err());
    }
}
