//! The shell commands that each build system stands for, as run in the sandbox.

use crate::recipe::{Link, Machine, Port, System};

/// What every recipe gets: removed are files that say where things were built or that are made at
/// installation on a real system.
const TIDY: &str = "cd /out\nfind . -name '*.la' -delete\nrm -f usr/share/info/dir\n";

/// Unconfigured source to staged files; `more` are further arguments of configure, or of the recipe's own script.
pub fn whole(port: &Port, more: &[String]) -> String {
    let build = &port.recipe.build;
    let mut script = exports(port);
    if let Some(prepare) = &build.prepare {
        script += &format!("{prepare}\n");
    }
    match build.system {
        System::Configure => {
            script += &format!(
                "./configure --build=$OCHRE_TRIPLE --host=$OCHRE_TRIPLE --prefix=/usr --sysconfdir=/etc \
                 --localstatedir=/var --mandir=/usr/share/man --infodir=/usr/share/info {}\n",
                words(&[build.args.as_slice(), more].concat())
            );
        }
        System::Script => {
            script += &format!(
                "set -- {}\n",
                words(&[build.args.as_slice(), more].concat())
            );
            script += build.script.as_deref().unwrap_or_default();
        }
        System::Make | System::Cargo | System::Sysroot => {}
    }
    script + &make_and_install(port)
}

/// Configured source, from which some files are missing, to staged files.
pub fn again(port: &Port) -> String {
    exports(port) + &make_and_install(port)
}

fn make_and_install(port: &Port) -> String {
    let build = &port.recipe.build;
    let mut script = String::new();
    let arguments = match build.system {
        System::Make => [build.args.as_slice(), &build.make].concat(),
        _ => build.make.clone(),
    };
    if build.system != System::Script {
        script += &format!("make {}\n", words(&arguments));
        script += &format!(
            "make install DESTDIR=/out {} {}\n",
            words(&arguments),
            words(&build.install)
        );
    }
    script += TIDY;
    if let Some(finish) = &build.finish {
        script += &format!("{finish}\n");
    }
    script
}

/// The recipe's own environment.
fn exports(port: &Port) -> String {
    let build = &port.recipe.build;
    let mut script = String::new();
    if build.runs_on == Machine::Build {
        script += "unset CC AR RANLIB NM STRIP PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR\n";
        script += "export CXXFLAGS=\"$CFLAGS\"\n";
    }
    if build.link == Link::Static {
        script += "export LDFLAGS=-static\n";
    }
    for (name, value) in &build.env {
        script += &format!("export {name}={}\n", quote(value));
    }
    script
}

fn words(arguments: &[String]) -> String {
    arguments
        .iter()
        .map(|a| quote(a))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word as the shell takes it unchanged.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
