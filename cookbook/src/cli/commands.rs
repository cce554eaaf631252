//! Which code answers which command.

use std::process::ExitCode;

use anyhow::Result;

use super::{new, run, BuildArgs, Command, Context, ImageArgs, LintArgs, NameArgs};
use crate::build::{self, Inputs, State};
use crate::image;
use crate::recipe::Book;
use crate::sandbox::TRIPLE;
use crate::{bench, test};

/// Does one command.
pub(super) fn dispatch(context: &Context, command: Command) -> Result<ExitCode> {
    match command {
        Command::Build(args) => build(context, &args),
        Command::Lint(args) => lint(context, &args),
        Command::Why(args) => why(context, &args),
        Command::Run(args) => run::run(context, &args),
        Command::Exec(args) => run::exec(context, &args),
        Command::Image(args) => make_image(context, &args),
        Command::Sysroot => sysroot(context),
        Command::Toolchain => toolchain(context),
        Command::New(args) => new::new(context, &args.url),
        Command::Test(args) => test::run(context, &args),
        Command::Bench(args) => bench::run(context, &args),
    }
}

fn book(context: &Context) -> Result<Book> {
    Book::open(&context.tree)
}

fn build(context: &Context, args: &BuildArgs) -> Result<ExitCode> {
    let names: Vec<&str> = args.names.iter().map(String::as_str).collect();
    let book = book(context)?;
    let shelf = build::build(context, &book, &names)?;
    if args.check {
        for name in &names {
            build::check(context, &book, name)?;
            println!("{name}: built twice, the same");
        }
    }
    for name in names {
        println!("{}", context.tree.show(&shelf[name].files));
    }
    Ok(ExitCode::SUCCESS)
}

fn make_image(context: &Context, args: &ImageArgs) -> Result<ExitCode> {
    println!("{}", context.tree.show(&image::disk(context, &args.name)?));
    Ok(ExitCode::SUCCESS)
}

/// Puts the toolchain and the sysroot that it works on at build/sysroot.
fn toolchain(context: &Context) -> Result<ExitCode> {
    let dir = build::toolchain(context, &book(context)?)?;
    let shown = dir.display();
    println!(
        "The sysroot at {shown} has GCC and GNU's C++ library:\n\n    \
         export PATH={shown}/usr/bin:$PATH\n    \
         {TRIPLE}-g++ hello.cpp -o hello          # or -static\n    \
         ./cook exec --image cxx ./hello          # inside Ochre, with the shared libraries\n    \
         ./cook exec --on linux ./hello           # on this machine's kernel\n\n\
         docs/guide/cross-compiling.md has more.",
    );
    Ok(ExitCode::SUCCESS)
}

/// Puts the C library and all that its sysroot needs at build/sysroot.
fn sysroot(context: &Context) -> Result<ExitCode> {
    let (dir, has_toolchain) = build::cross(context, &book(context)?)?;
    let shown = dir.display();
    let compiler = match has_toolchain {
        true => "Its compiler is the toolchain's, which compiles C++, too.",
        false => {
            "Its compiler is this machine's; ./cook toolchain makes one of its own, for C++, too."
        }
    };
    let top = context.tree.top().display();
    println!(
        "The sysroot is at {shown}\n\n\
         Compile C programs for Ochre and Linux with its compiler:\n\n    \
         export PATH={shown}/usr/bin:$PATH\n    \
         {TRIPLE}-gcc hello.c -o hello            # or -static\n\n\
         and run them:\n\n    \
         ./cook exec ./hello              # inside Ochre\n    \
         ./cook exec --on linux ./hello   # on this machine's kernel\n\n\
         {compiler} Configure scripts take --host={TRIPLE}. For Rust, {TRIPLE}-cargo is cargo for that target;\n\
         it wants a rustc that comes with the sources of std (rustup component add rust-src, or the\n\
         packages rustc-web and rust-web-src):\n\n    \
         {TRIPLE}-cargo build\n    \
         {top}/cook exec target/{TRIPLE}/debug/hello\n    \
         export CARGO_TARGET_X86_64_OCHRE_LINUX_RELIBC_RUNNER='{top}/cook exec'\n    \
         {TRIPLE}-cargo run              # and test, inside Ochre\n\n\
         rustc itself takes --target {shown}/usr/share/rust/{TRIPLE}.json.",
    );
    Ok(ExitCode::SUCCESS)
}

fn lint(context: &Context, args: &LintArgs) -> Result<ExitCode> {
    let book = book(context)?;
    for name in &args.names {
        book.get(name)?;
    }
    println!(
        "{} recipes, nothing to complain about",
        book.ports().count()
    );
    Ok(ExitCode::SUCCESS)
}

/// Compares what the recipe was last made from with what it would be made from now.
fn why(context: &Context, args: &NameArgs) -> Result<ExitCode> {
    let book = book(context)?;
    let port = book.get(&args.name)?;
    let needs: Vec<&str> = port
        .recipe
        .build
        .needs
        .iter()
        .map(|n| n.get_ref().as_str())
        .collect();
    let Some(state) = State::load(&context.tree, port.name()) else {
        println!("{}: never built here", port.name());
        return Ok(ExitCode::SUCCESS);
    };
    let shelf = build::build(context, &book, &needs)?;
    let inputs = Inputs::of(context, port, &shelf)?;
    let differences = inputs.differences(&state.inputs);
    if differences.is_empty() && !state.stale {
        println!("{}: up to date", port.name());
    } else if differences.is_empty() {
        println!("{}: its last build failed", port.name());
    }
    for name in differences {
        println!(
            "{}: would be rebuilt, because this input differs: {name}",
            port.name()
        );
    }
    Ok(ExitCode::SUCCESS)
}
