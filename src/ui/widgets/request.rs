//! What one view asks of another where the plan is not concerned: to take the keyboard, to filter. It is asked in one
//! frame and heard in the next; nobody needs to know who listens.

use egui::{Context, Id};

use crate::model::Kind;

fn id(what: &str) -> Id {
    Id::unique(("request", what))
}

/// Asks the form to take the keyboard.
pub fn focus_form(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id("focus form"), true));
    ctx.request_repaint();
}

/// Whether somebody has asked the form to take the keyboard; asked once, heard once.
pub fn take_focus_form(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(id("focus form"))).is_some()
}

/// Asks the list of changes to take the keyboard.
pub fn focus_changes(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id("focus changes"), true));
    ctx.request_repaint();
}

/// Whether somebody has asked the list of changes to take the keyboard; asked once, heard once.
pub fn take_focus_changes(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(id("focus changes"))).is_some()
}

/// Asks the list of problems to take the keyboard.
pub fn focus_problems(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id("focus problems"), true));
    ctx.request_repaint();
}

/// Whether somebody has asked the list of problems to take the keyboard; asked once, heard once.
pub fn take_focus_problems(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(id("focus problems"))).is_some()
}

/// Asks the field of who asks, in the Explain tab, to take the keyboard.
pub fn focus_explain(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id("focus explain"), true));
    ctx.request_repaint();
}

/// Whether somebody has asked that field to take the keyboard; asked once, heard once.
pub fn take_focus_explain(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(id("focus explain"))).is_some()
}

/// Asks the tree of the hierarchy to take the keyboard.
pub fn focus_hierarchy(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(id("focus hierarchy"), true));
    ctx.request_repaint();
}

/// Whether somebody has asked that tree to take the keyboard; asked once, heard once.
pub fn take_focus_hierarchy(ctx: &Context) -> bool {
    ctx.data_mut(|data| data.remove_temp::<bool>(id("focus hierarchy"))).is_some()
}

/// Asks the table of a kind to filter.
pub fn filter_table(ctx: &Context, kind: Kind, filter: String) {
    ctx.data_mut(|data| data.insert_temp(id("filter table").with(kind), filter));
    ctx.request_repaint();
}

/// What somebody has asked the table of a kind to show; asked once, heard once.
pub fn take_filter(ctx: &Context, kind: Kind) -> Option<String> {
    ctx.data_mut(|data| data.remove_temp::<String>(id("filter table").with(kind)))
}

/// Asks for a field of the form that is shown next, by its key.
pub fn focus_field(ctx: &Context, field: &'static str) {
    ctx.data_mut(|data| data.insert_temp(id("focus field"), field));
    ctx.request_repaint();
}

/// The field that somebody has asked for; asked once, heard once.
pub fn take_focus_field(ctx: &Context) -> Option<&'static str> {
    let asked = ctx.data_mut(|data| data.remove_temp::<&'static str>(id("focus field")));
    asked.filter(|field| !field.is_empty())
}
