//! Escape while something is dragged: the drag ends, and nothing comes of it. It does not know what is dragged.

use egui::{Context, Id, Key, Modifiers};

/// What the last frame knew.
#[derive(Clone, Copy, Debug, Default)]
struct Dragging {
    /// Whether something was dragged.
    was: bool,
    /// The pass in which Escape ended it.
    ended: Option<u64>,
}

fn id() -> Id {
    Id::unique("what is dragged")
}

fn known(ctx: &Context) -> Dragging {
    ctx.data(|data| data.get_temp(id())).unwrap_or_default()
}

/// Takes note of whether something is dragged; called at the end of a frame. By the time that Escape is heard, the
/// toolkit has let go already.
pub fn note(ctx: &Context) {
    let (before, was) = (known(ctx), ctx.dragged_id().is_some());
    if before.was != was {
        ctx.data_mut(|data| data.insert_temp(id(), Dragging { was, ..before }));
    }
}

/// Hears Escape while something is dragged, unless whoever is dragged from hears it; says whether it did.
pub fn hear_escape(ctx: &Context, hears_its_own: bool) -> bool {
    let known = known(ctx);
    if hears_its_own || !known.was {
        return false;
    }
    let is_ended = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if is_ended {
        ctx.stop_dragging();
        let ended = Some(ctx.cumulative_pass_nr());
        ctx.data_mut(|data| data.insert_temp(id(), Dragging { was: false, ended }));
    }
    is_ended
}

/// Whether the drag that stops now is one that Escape has ended.
pub fn is_ended(ctx: &Context) -> bool {
    known(ctx).ended.is_some_and(|pass| ctx.cumulative_pass_nr() <= pass + 1)
}
