//! Replays what the fuzzers found, one test a target: `corpus/TARGET` keeps the paths reached, `regressions/TARGET` what once failed.

use std::fs;
use std::path::Path;

fn replay(name: &str) {
    let (_, run) = crate::TARGETS
        .iter()
        .find(|target| target.0 == name)
        .unwrap();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["corpus", "regressions"].map(|kind| top.join(kind).join(name));
    let files = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    assert!(!paths.is_empty(), "{name} has no corpus");
    paths.sort();
    for path in paths {
        // A failure's output ends with the file that it failed on.
        eprintln!("{}", path.display());
        run(&fs::read(&path).unwrap());
    }
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<_> = crate::TARGETS.iter().map(|target| target.0).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

replays! {
    addresses catalogs collation crypt database dns elf fnmatch getdate glob iconv integers locale_source money
    printf regex scanf strftime strptime strtod tzif tzrule wordexp
}
