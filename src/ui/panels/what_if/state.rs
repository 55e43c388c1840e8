//! What the What-if tab holds between frames: what is down, who is asked for, which failures are listed. It draws nothing.

use std::sync::Arc;

use crate::formats::demand::only_demand;
use crate::model::{AnyId, DownPart, HitRatios, Kind, Plan};
use crate::session::tasks::what_if::{Consequence, PlayOrder, TAKEN_KINDS};
use crate::ui::derived::failures::{PinnedPlan, SweepOrder};
use crate::ui::view::ViewContext;

/// What the right half lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum WhatIfListing {
    /// Every failure, the worst first.
    #[default]
    Failures,
    /// The failures that fill a group.
    Filling,
    /// The fallbacks that groups do not have.
    Missing,
    /// The scenarios of the plan.
    Scenarios,
}

impl WhatIfListing {
    /// All of them, in the order of the choice.
    pub(super) const ALL: [Self; 4] = [Self::Failures, Self::Filling, Self::Missing, Self::Scenarios];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Failures => "Failures",
            Self::Filling => "What fills a group",
            Self::Missing => "Missing fallbacks",
            Self::Scenarios => "Scenarios",
        }
    }
}

/// The What-if tab between frames.
#[derive(Debug)]
pub(in crate::ui) struct WhatIfTab {
    /// What is down.
    down: Vec<DownPart>,
    /// The CDN that was chosen; none: the first.
    pub(super) cdn: Option<String>,
    /// The service that is asked for; none: all.
    pub(super) service: Option<String>,
    /// Which failures are listed.
    pub(super) sweeping: SweepOrder,
    /// What the right half lists.
    pub(super) listing: WhatIfListing,
    /// The group of which it is asked what fills it.
    pub(super) filled: Option<String>,
    /// Whether changes are listed by those who ask instead of by groups.
    pub(super) by_client: bool,
    /// Whether the map shows before and after side by side.
    pub(in crate::ui) side_by_side: bool,
    /// The hit ratios that are being typed.
    pub(super) ratios: Option<HitRatios>,
    /// The version of the plan that scenarios are compared with.
    pub(super) pinned: Option<PinnedPlan>,
}

impl Default for WhatIfTab {
    fn default() -> Self {
        Self {
            down: Vec::new(),
            cdn: None,
            service: None,
            sweeping: SweepOrder { by: Kind::CacheGroup, pairs: false },
            listing: WhatIfListing::default(),
            filled: None,
            by_client: false,
            side_by_side: false,
            ratios: None,
            pinned: None,
        }
    }
}

impl WhatIfTab {
    /// Forgets everything: another plan has been opened.
    pub(in crate::ui) fn clear(&mut self) {
        *self = Self::default();
    }

    /// What is down.
    pub(in crate::ui) fn down(&self) -> &[DownPart] {
        &self.down
    }

    /// What is played of a plan; none where it has no CDN.
    pub(in crate::ui) fn order(&self, plan: &Plan) -> Option<PlayOrder> {
        let cdns = plan.real_cdn_names();
        let chosen = self.cdn.as_deref().filter(|chosen| cdns.contains(chosen));
        let cdn = chosen.or(cdns.first().copied())?.to_owned();
        let is_there = |service: &&String| plan.find::<crate::model::DeliveryService>(service).is_some();
        Some(PlayOrder { cdn, service: self.service.as_ref().filter(is_there).cloned(), demand: only_demand(plan) })
    }

    /// What becomes of clients while parts are down, the newest that is known; none: nothing is down.
    pub(in crate::ui) fn consequence(&self, view: &ViewContext<'_>) -> Option<Arc<Consequence>> {
        let order = self.order(view.plan).filter(|_| !self.down.is_empty())?;
        view.derived.consequence(&order, &self.down).map(|(found, _)| found)
    }

    /// Takes objects down besides what is down already; says how many can be taken down at all.
    pub(in crate::ui) fn take_down(&mut self, plan: &Plan, objects: &[AnyId]) -> usize {
        let mut taken = 0;
        for object in objects.iter().filter(|object| TAKEN_KINDS.contains(&object.kind)) {
            let Some(name) = plan.name_of(*object) else { continue };
            let part = DownPart { kind: object.kind.key().to_owned(), name };
            taken += 1;
            if !self.down.contains(&part) {
                self.down.push(part);
            }
        }
        taken
    }

    /// Compares scenarios with another version of the plan.
    pub(in crate::ui) fn pin(&mut self, plan: Arc<Plan>, words: String) {
        self.pinned = Some(PinnedPlan { plan, words });
    }

    /// Takes these down and nothing else.
    pub(in crate::ui) fn play(&mut self, down: Vec<DownPart>) {
        self.down = down;
    }

    /// Brings a part up again.
    pub(in crate::ui) fn bring_up(&mut self, part: &DownPart) {
        self.down.retain(|other| other != part);
    }
}
