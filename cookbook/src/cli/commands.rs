//! Which code answers which command.

use std::process::ExitCode;

use anyhow::{bail, Result};

use super::{BuildArgs, Command, Context, LintArgs, NameArgs};
use crate::build::{self, Inputs, State};
use crate::recipe::Book;

/// Does one command.
pub(super) fn dispatch(context: &Context, command: Command) -> Result<ExitCode> {
    match command {
        Command::Build(args) => build(context, &args),
        Command::Lint(args) => lint(context, &args),
        Command::Why(args) => why(context, &args),
        _ => bail!("this command is not there yet"),
    }
}

fn book(context: &Context) -> Result<Book> {
    Book::open(&context.tree.source("ports"))
}

fn build(context: &Context, args: &BuildArgs) -> Result<ExitCode> {
    let names: Vec<&str> = args.names.iter().map(String::as_str).collect();
    let shelf = build::build(context, &book(context)?, &names)?;
    for name in names {
        println!("{}", context.tree.show(&shelf[name].files));
    }
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
