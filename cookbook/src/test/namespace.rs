//! Feature-test macros: what each header of POSIX shows to programs that ask for an edition of C, POSIX or X/Open.
//!
//! The oracle is musl's header of the same name, asked for the same; what POSIX.1-2024 and C23 have and musl has not yet is
//! added. Every identifier counts that a macro of the program could meet: names of functions, types, tags, members,
//! enumerators and macros. A name that neither the oracle nor a rule for reserved names allows is pollution; one
//! that musl shows, and that we show to programs that ask for everything, must be shown as well.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::definitions::Definition;
use super::parallel::each;
use super::Tally;

/// What a program can ask for.
struct Setting {
    options: &'static [&'static str],
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Strict ISO C, of which headers of POSIX are no part.
    C,
    C23,
    Posix,
    /// POSIX.1-2024, of which musl lacks what is new.
    Posix2024,
    /// Extensions: each library has its own.
    All,
}

const fn setting(kind: Kind, options: &'static [&'static str]) -> Setting {
    Setting { options, kind }
}

const SETTINGS: [Setting; 11] = [
    setting(Kind::C, &["-std=c99"]),
    setting(Kind::C, &["-std=c11"]),
    setting(Kind::C23, &["-std=c2x"]),
    setting(Kind::Posix, &["-std=c99", "-D_POSIX_C_SOURCE=200112L"]),
    setting(Kind::Posix, &["-std=c99", "-D_POSIX_C_SOURCE=200809L"]),
    setting(Kind::Posix, &["-std=c99", "-D_XOPEN_SOURCE=700"]),
    setting(Kind::Posix2024, &["-std=c17", "-D_POSIX_C_SOURCE=202405L"]),
    setting(Kind::Posix2024, &["-std=c17", "-D_XOPEN_SOURCE=800"]),
    setting(Kind::All, &["-std=c99", "-D_BSD_SOURCE"]),
    setting(Kind::All, &["-std=gnu17"]),
    setting(Kind::All, &["-std=gnu17", "-D_GNU_SOURCE"]),
];

/// ISO C's headers.
const ISO: [&str; 29] = [
    "assert.h",
    "complex.h",
    "ctype.h",
    "errno.h",
    "fenv.h",
    "float.h",
    "inttypes.h",
    "iso646.h",
    "limits.h",
    "locale.h",
    "math.h",
    "setjmp.h",
    "signal.h",
    "stdalign.h",
    "stdarg.h",
    "stdatomic.h",
    "stdbool.h",
    "stddef.h",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "stdnoreturn.h",
    "string.h",
    "tgmath.h",
    "threads.h",
    "time.h",
    "uchar.h",
    "wchar.h",
    "wctype.h",
];

/// Headers whose names POSIX.1-2024 lets another header show, or requires in it.
const WITHIN: [(&str, &str); 12] = [
    ("aio.h", "signal.h"),
    ("aio.h", "time.h"),
    ("arpa/inet.h", "sys/socket.h"),
    ("ftw.h", "sys/stat.h"),
    ("netdb.h", "sys/socket.h"),
    ("netinet/in.h", "sys/socket.h"),
    ("pthread.h", "time.h"),
    ("semaphore.h", "fcntl.h"),
    ("sys/wait.h", "signal.h"),
    ("tgmath.h", "math.h"),
    ("threads.h", "time.h"),
    ("wchar.h", "time.h"),
];

/// What C23's headers have, and musl lacks.
const C23: [(&str, &str); 2] = [("fenv.h", "fesetexcept"), ("string.h", "memset_explicit")];

/// C's keywords, which are not of any header.
const KEYWORDS: &str = "auto break case char const continue default do double else enum extern float for goto if inline int \
    long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while \
    defined asm typeof alignas alignof bool constexpr false nullptr static_assert thread_local true";

/// Compares every header that musl has, too. `functions`: those of each header by POSIX.1-2024; `definitions`: what its
/// headers have beside.
pub fn record(
    compiler: &Path,
    functions: &BTreeMap<&str, BTreeSet<&str>>,
    definitions: &[Definition],
    jobs: usize,
    tally: &mut Tally,
) {
    let headers: Vec<&str> = functions.keys().copied().collect();
    let results = each(&headers, jobs, |_, header| {
        one(compiler, functions, definitions, header)
    });
    let (mut identifiers, mut compared) = (0, 0);
    for (header, result) in headers.iter().zip(results) {
        if let Ok(count) = result {
            identifiers += count;
            compared += usize::from(count > 0);
        }
        tally.record(
            &format!("{header}: shows what a program asks for"),
            result.map(|_| ()),
        );
    }
    println!(
        "feature-test macros: {identifiers} identifiers of {compared} headers in {} settings compared with musl",
        SETTINGS.len()
    );
}

/// Compares one header; how many identifiers were compared, none if musl has not the header.
fn one(
    compiler: &Path,
    functions: &BTreeMap<&str, BTreeSet<&str>>,
    definitions: &[Definition],
    header: &str,
) -> Result<usize, String> {
    let musl = Path::new("musl-gcc");
    if !Path::new(super::abi::MUSL_HEADERS).join(header).exists() {
        return Ok(0);
    }
    let everything = shown(compiler, header, &["-std=gnu17", "-D_GNU_SOURCE"])?;
    let (mut count, mut told) = (0, Vec::new());
    for setting in &SETTINGS {
        let ours = shown(compiler, header, setting.options)?;
        let theirs = shown(musl, header, setting.options)?;
        count += ours.len();
        let asked = setting.options.join(" ");
        let is_strict = matches!(setting.kind, Kind::C | Kind::C23);
        if !is_strict || ISO.contains(&header) {
            let hidden: Vec<&str> = theirs
                .intersection(&everything)
                .filter(|name| !ours.contains(*name))
                .map(String::as_str)
                .collect();
            if !hidden.is_empty() {
                told.push(format!("{asked}: hides {}", hidden.join(" ")));
            }
        }
        let added = added(setting, functions, definitions, header);
        let pollution: Vec<&str> = ours
            .difference(&theirs)
            .map(String::as_str)
            .filter(|name| !added.contains(name) && !is_reserved(setting.kind, name))
            .collect();
        if setting.kind != Kind::All && !pollution.is_empty() {
            told.push(format!("{asked}: shows {}", pollution.join(" ")));
        }
    }
    match told.is_empty() {
        true => Ok(count),
        false => Err(told.join("\n")),
    }
}

/// What a header may show though musl's does not.
fn added<'a>(
    setting: &Setting,
    functions: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    definitions: &'a [Definition],
    header: &str,
) -> BTreeSet<&'a str> {
    let listed = |list: &[(&'static str, &'static str)], header: &str| {
        let own = list.iter().filter(|(name, _)| *name == header);
        let names: Vec<&'static str> = own.flat_map(|(_, names)| names.split(' ')).collect();
        names
    };
    let mut names = BTreeSet::new();
    if setting.kind == Kind::C23 {
        names.extend(listed(&C23, header));
    }
    if setting.kind == Kind::Posix2024 {
        let asks_xsi = setting.options.contains(&"-D_XOPEN_SOURCE=800");
        let within = WITHIN.iter().filter(|(outer, _)| *outer == header);
        for header in within.map(|(_, inner)| *inner).chain([header]) {
            names.extend(functions.get(header).into_iter().flatten());
            let defined = definitions
                .iter()
                .filter(|one| one.header == header && (asks_xsi || !one.is_xsi));
            names.extend(defined.flat_map(Definition::identifiers));
        }
    }
    names
}

/// Whether a library may use a name as it likes: ISO C 7.1.3, and for POSIX 2.2.2, of which only what holds in all
/// headers is used here.
fn is_reserved(kind: Kind, name: &str) -> bool {
    let is_posix = matches!(kind, Kind::Posix | Kind::Posix2024);
    name.starts_with('_')
        || is_posix
            && (name.ends_with("_t") || name.starts_with("posix_") || name.starts_with("POSIX_"))
}

/// The identifiers that a program meets that includes a header.
fn shown(compiler: &Path, header: &str, options: &[&str]) -> Result<BTreeSet<String>, String> {
    let output = Command::new(compiler)
        .env("LC_ALL", "C")
        .args(options)
        .args([
            "-w",
            "-E",
            "-dD",
            "-P",
            "-include",
            header,
            "-xc",
            "/dev/null",
        ])
        .output()
        .map_err(|error| format!("{}: {error}", compiler.display()))?;
    match output.status.success() {
        true => Ok(identifiers(&String::from_utf8_lossy(&output.stdout))),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The identifiers of a preprocessed text with its macros, without those that are reserved everywhere.
fn identifiers(text: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("#undef ") {
            found.remove(rest.trim());
        } else if let Some(rest) = line.strip_prefix("#define ") {
            found.extend(rest.split(|c| !is_word(c)).next().map(str::to_owned));
        } else if !line.starts_with('#') {
            // The parts outside of quotes.
            for part in line.split('"').step_by(2) {
                found.extend(part.split(|c| !is_word(c)).map(str::to_owned));
            }
        }
    }
    let keywords: BTreeSet<&str> = KEYWORDS.split_whitespace().collect();
    found.retain(|name| {
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        is_name && !keywords.contains(name.as_str())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_those_that_a_macro_of_the_program_could_meet() {
        let text = "#define A(x) hidden\n#define B 1\n#undef B\nextern int f(struct s *) __asm__(\"g\");\nint a[12L], _b;\n";
        let expected = ["A", "a", "f", "s"].map(str::to_owned);
        assert_eq!(identifiers(text), BTreeSet::from(expected));
    }

    #[test]
    fn names_of_a_later_posix_are_for_programs_that_ask_for_it() {
        let functions = BTreeMap::from([("signal.h", BTreeSet::from(["sig2str"]))]);
        let constant = |name: &str, is_xsi| Definition {
            header: "signal.h".to_owned(),
            name: name.to_owned(),
            is_xsi,
        };
        let definitions = [constant("SIG2STR_MAX", false), constant("SIGSYS", true)];
        let added = |index: usize| {
            let setting = &SETTINGS[index];
            added(setting, &functions, &definitions, "sys/wait.h")
        };
        assert!(added(4).is_empty());
        assert_eq!(added(6), BTreeSet::from(["SIG2STR_MAX", "sig2str"]));
        assert_eq!(
            added(7),
            BTreeSet::from(["SIG2STR_MAX", "SIGSYS", "sig2str"])
        );
        assert!(is_reserved(Kind::Posix, "off_t") && !is_reserved(Kind::C, "off_t"));
    }
}
