//! `lodestone man` and `lodestone completions`: what shells and manuals know of the commands, made of the commands
//! themselves.

use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use super::failure::Failure;
use super::{export, terminal};
use crate::session::tasks::export::put;

/// Print a manual page, or write all of them.
///
/// Without a command it is the page of the whole program.
#[derive(Args, Debug)]
pub(super) struct ManArguments {
    /// The command whose page is wanted, like import.
    #[arg(conflicts_with = "output")]
    command: Option<String>,
    /// The folder that all pages are written into: lodestone.1, lodestone-import.1 and so on.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Print what completes the commands in a shell.
///
/// For bash: lodestone completions bash > ~/.local/share/bash-completion/completions/lodestone
#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// The shell.
    shell: Shell,
}

/// Prints or writes manual pages of the program.
pub(super) fn man(arguments: &ManArguments, program: Command) -> Result<(), Failure> {
    let pages = pages(program).map_err(|error| Failure::file(format!("the page cannot be made: {error}")))?;
    if let Some(folder) = &arguments.output {
        let files: Vec<_> =
            pages.into_iter().map(|(name, page)| (folder.join(format!("{name}.1")), page.into())).collect();
        return put(Some(folder), &files).map_err(export::failure);
    }
    let wanted = arguments.command.as_ref().map_or_else(|| NAME.to_owned(), |command| format!("{NAME}-{command}"));
    let Some((_, page)) = pages.iter().find(|(name, _)| *name == wanted) else {
        let commands: Vec<&str> = pages.iter().filter_map(|(name, _)| name.strip_prefix("lodestone-")).collect();
        let word = arguments.command.as_deref().unwrap_or_default();
        return Err(Failure::usage(format!("there is no command `{word}`"))
            .hint(format!("the commands are {}", commands.join(", "))));
    };
    pour(page)
}

/// Prints what completes the program's commands.
pub(super) fn completions(arguments: &CompletionsArguments, program: Command) -> Result<(), Failure> {
    pour(&complete(arguments.shell, program))
}

/// The program's name, which its pages are called after.
const NAME: &str = "lodestone";

fn pour(bytes: &[u8]) -> Result<(), Failure> {
    terminal::pour(bytes).map_err(|error| Failure::file(format!("standard output cannot be written: {error}")))
}

/// What completes the commands in a shell.
fn complete(shell: Shell, mut program: Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, NAME, &mut script);
    script
}

/// The manual pages by their names: the program's, and one a command.
fn pages(mut program: Command) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    program.build();
    let page = |name: String, command: Command| {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).title(name.to_uppercase()).render(&mut page)?;
        Ok::<_, std::io::Error>((name, page))
    };
    let mut pages = vec![page(NAME.to_owned(), program.clone())?];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("{NAME}-{}", command.get_name());
        let bin_name = format!("{NAME} {}", command.get_name());
        pages.push(page(name, command.clone().bin_name(bin_name).version(env!("CARGO_PKG_VERSION")))?);
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::ProgramArguments;

    #[test]
    fn every_command_has_a_page_and_is_completed_in_every_shell() {
        let mut program = ProgramArguments::command();
        program.build();
        let names: Vec<&str> =
            program.get_subcommands().map(Command::get_name).filter(|name| *name != "help").collect();
        let pages = pages(program.clone()).unwrap();
        assert_eq!(pages.len(), names.len() + 1);
        for name in &names {
            let (_, page) = pages.iter().find(|(page, _)| *page == format!("{NAME}-{name}")).unwrap();
            let page = String::from_utf8_lossy(page);
            assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS") && page.contains("\\-\\-help"), "{name}");
        }
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
            let script = String::from_utf8(complete(shell, program.clone())).unwrap();
            assert!(names.iter().all(|name| script.contains(name)), "{shell}");
        }
    }
}
