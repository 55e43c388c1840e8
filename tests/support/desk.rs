//! A workspace on a plan file, for tests that draw a part of the window: actions are carried out by the window's own
//! dispatch, on a session.

use std::time::Duration;

use lodestone::model::Plan;
use lodestone::store::Store;
use lodestone::ui::action::{Action, OpenMode};
use lodestone::ui::dispatch;
use lodestone::ui::document::{Setup, Workspace};
use lodestone::ui::order::{LeaveOrder, Order};
use lodestone::ui::settings::Settings;

/// A plan file and the workspace that has it open.
pub(crate) struct Desk {
    pub workspace: Workspace,
    /// Where the file is, until the test is over.
    folder: tempfile::TempDir,
}

impl Desk {
    /// Puts a plan into a file and opens it, as the window does.
    pub(crate) fn open(ctx: &egui::Context, plan: &Plan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.lodestone");
        Store::create(&path, plan).expect("the plan can be kept");
        let settings = Settings { reduce_motion: true, ..Settings::default() };
        let workspace = Workspace::new(ctx, settings, Setup { system_dialogs: false, ..Setup::default() });
        let mut desk = Self { workspace, folder };
        desk.carry_out(Action::Open(path, OpenMode::Edit));
        assert!(desk.workspace.document().is_editable(), "it is open");
        desk
    }

    /// The plan can only be looked at from now on; what was typed into forms is left.
    pub(crate) fn reopen_read_only(&mut self) {
        let path = self.folder.path().join("plan.lodestone");
        self.carry_out(Action::Order(Order::Leave(LeaveOrder::Open(path, OpenMode::ReadOnly))));
        assert!(!self.workspace.document().is_editable(), "it is a copy");
    }

    /// Carries out an action and waits for the work that it begins.
    pub(crate) fn carry_out(&mut self, action: Action) {
        dispatch::dispatch(&mut self.workspace, action);
        for _ in 0..20_000 {
            dispatch::take_landed(&mut self.workspace);
            if self.workspace.has_no_jobs() {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("the work does not end");
    }
}
