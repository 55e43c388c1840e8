//! What would come of what stands in a dialog's fields: worked out at once for plans of the usual size, and by another
//! thread for large ones, so that nobody waits for a letter to appear.

use std::sync::Arc;

use egui::Context;

use crate::edit::intent::Refusal;
use crate::model::{Kind, Plan};
use crate::ui::latest::{Latest, Task};

/// With more servers than that it is worked out elsewhere.
const IN_FRAME_UP_TO: usize = 2_000;

/// What would be made, or everything that is in the way.
pub(super) type Prospect<T> = Result<T, Vec<Refusal>>;

/// The newest prospect that is known, and the one that is on its way.
#[derive(Debug)]
pub(super) struct Outlook<T> {
    /// Counts what was looked for: fields and plan make the key, and each look is another one.
    looks: u64,
    latest: Latest<u64, Prospect<T>>,
}

impl<T: Send + Sync + 'static> Default for Outlook<T> {
    fn default() -> Self {
        Self { looks: 0, latest: Latest::new(Task::unseen("Planning what would be made")) }
    }
}

impl<T: Send + Sync + 'static> Outlook<T> {
    /// Looks anew. `own` is what the dialog itself has found: it stands for what follows from it.
    pub(super) fn look(
        &mut self,
        ctx: &Context,
        plan: &Arc<Plan>,
        own: Vec<Refusal>,
        work: impl FnOnce(&Plan) -> Prospect<T> + Send + 'static,
    ) {
        self.looks += 1;
        if plan.count(Kind::Server) <= IN_FRAME_UP_TO {
            self.latest.answer(self.looks, with_own(work(plan), own));
            return;
        }
        let plan = Arc::clone(plan);
        self.latest.ask(ctx, &self.looks, move |_| Some(with_own(work(&plan), own)));
    }

    /// Takes what has come meanwhile.
    pub(super) fn follow(&mut self, ctx: &Context) {
        self.latest.follow(ctx);
    }

    /// Whether what is known is of before the last change.
    pub(super) fn is_stale(&self) -> bool {
        self.latest.is_busy()
    }

    /// What would be made.
    pub(super) fn prospect(&self) -> Option<&T> {
        self.known()?.as_ref().ok()
    }

    /// What is in the way.
    pub(super) fn refusals(&self) -> &[Refusal] {
        self.known().and_then(|known| known.as_ref().err()).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is known; none when planning failed: what was known before is of before the last change.
    fn known(&self) -> Option<&Prospect<T>> {
        self.latest.newest().map(AsRef::as_ref).filter(|_| !self.latest.is_given_up())
    }
}

fn with_own<T>(found: Prospect<T>, own: Vec<Refusal>) -> Prospect<T> {
    match found {
        Ok(prospect) if own.is_empty() => Ok(prospect),
        Ok(_) => Err(own),
        Err(mut refusals) => {
            refusals.retain(|refusal| own.iter().all(|mine| mine.field() != refusal.field()));
            refusals.extend(own);
            Err(refusals)
        }
    }
}

/// A refusal that the dialog itself gives.
pub(super) fn own(label: &'static str, why: impl Into<String>) -> Refusal {
    Refusal::of_field(label, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dialog_finds_stands_for_what_follows_from_it() {
        assert_eq!(with_own(Ok(1), Vec::new()), Ok(1));
        assert_eq!(with_own(Ok(1), vec![own("A", "x")]), Err(vec![own("A", "x")]));
        let found: Prospect<i32> = Err(vec![own("A", "y"), own("B", "z")]);
        assert_eq!(with_own(found, vec![own("A", "x")]), Err(vec![own("B", "z"), own("A", "x")]));
    }
}
