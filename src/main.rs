//! The program: parses arguments, opens the window or runs a command, turns its end into an exit code.

use std::process::ExitCode;

use lodestone::cli;

// Large plans and meshes come and go: an allocator that keeps its pages spares most of what that costs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), window)
}

/// Opens the window and returns when it is closed, or says why there is none.
#[cfg(feature = "gui")]
fn window(wanted: cli::Window) -> anyhow::Result<()> {
    use lodestone::ui::{self, action::OpenMode, app::Setup};

    let mode = if wanted.read_only { OpenMode::ReadOnly } else { OpenMode::Edit };
    let setup = Setup { plan: wanted.plan, mode, import: wanted.import, session: wanted.session, ..Setup::default() };
    ui::launch(setup).map_err(|error| anyhow::anyhow!("{error}"))
}

/// Says that there is none.
#[cfg(not(feature = "gui"))]
fn window(_: cli::Window) -> anyhow::Result<()> {
    anyhow::bail!("this build of Lodestone has no window; `lodestone --help` lists its commands")
}
