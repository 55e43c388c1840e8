//! Groups coloured by something else than their state: by type, region, division, CDN or load; and those of other CDNs than
//! the chosen one faded. It says which group has which colour, and what each colour means.
//!
//! It must not know how a marker looks.

use std::sync::Arc;

use egui::{Color32, Context};

use crate::geometry::scene::Scene;
use crate::model::{AnyId, CacheGroup, Id, Kind, Link, PhysLocation, Plan, Server};
use crate::session::tasks::what_if::Loads;
use crate::sorting::OrderedMap;
use crate::sorting::{sort_by, sort_by_key};
use crate::tabular::natural;
use crate::ui::latest::{Latest, Task};
use crate::ui::settings::ColourBy;
use crate::ui::theme::Tokens;
use crate::ui::view::ViewContext;

/// So many groups are looked through within a frame.
const IN_FRAME_UP_TO: usize = 2_000;
/// What is said of groups of which nothing is known.
const UNKNOWN: &str = "Not known";
/// How much of what they can groups carry, the least first.
const LOADS: [&str; 4] = ["Below 50 %", "50 to 80 %", "80 to 100 %", "More than it can carry"];
/// What is said of those for which no colour is left.
const OTHERS: &str = "Others";

/// What colours depend on: the plan's revision, the scene, what they mean, which CDN is shown, and the loads.
type TintedFor = (u64, u64, ColourBy, Option<String>, usize);

/// By what groups are coloured, found out.
#[derive(Debug, Default, PartialEq, Eq)]
struct Categories {
    /// For each node of the scene the place of its category in the list; none: it is of another CDN.
    of_nodes: Vec<Option<usize>>,
    /// The categories: those with colours of their own first.
    names: Vec<String>,
    /// Whether they are of loads.
    are_loads: bool,
}

impl Categories {
    /// The colour of a category. Those of loads mean how well groups are, whichever of them there are; what is not known stands
    /// back.
    fn color(&self, category: usize, tokens: &Tokens) -> Color32 {
        let name = self.names.get(category).map_or(OTHERS, String::as_str);
        let of_load = LOADS.iter().position(|load| *load == name).filter(|_| self.are_loads);
        match of_load {
            Some(0) => tokens.normal,
            Some(1) => tokens.mix[0],
            Some(2) => tokens.warned,
            Some(_) => tokens.wrong,
            None if name == UNKNOWN => tokens.down,
            None => color_of(category, tokens),
        }
    }
}

/// The colours of groups between frames.
pub(super) struct Tints {
    latest: Latest<TintedFor, Categories>,
    shown: Option<Arc<Categories>>,
    /// Counts changes.
    pub(super) generation: u64,
}

impl Default for Tints {
    fn default() -> Self {
        Self { latest: Latest::new(Task::unseen("Colouring the map")), shown: None, generation: 0 }
    }
}

/// What groups carry, as far as that is known.
type KnownLoads = Arc<Option<Loads>>;

impl Tints {
    /// Finds out which group is what, when something has changed.
    pub(super) fn follow(
        &mut self,
        ctx: &Context,
        view: &ViewContext<'_>,
        (scene, generation): (&Scene, u64),
        (by, cdn): (ColourBy, Option<&str>),
        loads: Option<&KnownLoads>,
    ) {
        if by == ColourBy::State && cdn.is_none() {
            if self.shown.take().is_some() {
                self.generation += 1;
            }
            return;
        }
        let number = loads.map_or(0, |loads| Arc::as_ptr(loads) as usize);
        let key = (view.revision, generation, by, cdn.map(str::to_owned), number);
        if self.latest.asked() == Some(&key) {
            self.latest.follow(ctx);
        } else {
            let groups: Vec<Id<CacheGroup>> = scene.nodes.iter().map(|node| node.id).collect();
            let (plan, cdn, loads) = (Arc::clone(view.plan), key.3.clone(), loads.cloned());
            let find = move || {
                let loads = loads.as_deref().and_then(Option::as_ref);
                categories(&plan, &groups, by, cdn.as_deref(), loads)
            };
            if scene.nodes.len() <= IN_FRAME_UP_TO {
                self.latest.answer(key, find());
            } else {
                self.latest.ask(ctx, &key, move |_| Some(find()));
            }
        }
        let newest = self.latest.newest();
        let is_same = match (newest, &self.shown) {
            (Some(newest), Some(shown)) => Arc::ptr_eq(newest, shown),
            (newest, shown) => newest.is_none() && shown.is_none(),
        };
        if !is_same {
            self.shown = newest.cloned();
            self.generation += 1;
        }
    }

    /// The colour of a node; none: that of its state.
    pub(super) fn color(&self, node: u32, by: ColourBy, tokens: &Tokens) -> Option<Color32> {
        let shown = self.shown.as_ref()?;
        match shown.of_nodes.get(node as usize)? {
            // Of another CDN: it stands back.
            None => Some(tokens.border),
            Some(_) if by == ColourBy::State => None,
            Some(category) => Some(shown.color(*category, tokens)),
        }
    }

    /// What the colours mean, with each.
    pub(super) fn legend(&self, by: ColourBy, tokens: &Tokens) -> Vec<(String, Color32)> {
        let Some(shown) = self.shown.as_ref().filter(|_| by != ColourBy::State) else { return Vec::new() };
        shown.names.iter().enumerate().map(|(at, name)| (name.clone(), shown.color(at, tokens))).collect()
    }
}

/// The colour of a category; the last one has what is left.
fn color_of(category: usize, tokens: &Tokens) -> Color32 {
    let own = [
        tokens.normal,
        tokens.mix[1],
        tokens.mix[3],
        tokens.mix[0],
        tokens.warned,
        tokens.mix[4],
        tokens.mix[2],
        tokens.text,
    ];
    own.get(category).copied().unwrap_or(tokens.mix[5])
}

/// So many categories have a colour of their own.
const OWN: usize = 7;

fn categories(
    plan: &Plan,
    groups: &[Id<CacheGroup>],
    by: ColourBy,
    cdn: Option<&str>,
    loads: Option<&Loads>,
) -> Categories {
    let names: Vec<Option<String>> = groups
        .iter()
        .map(|group| {
            let is_shown = cdn.is_none_or(|cdn| cdns(plan, *group).any(|own| own == cdn));
            is_shown.then(|| category(plan, *group, by, loads).unwrap_or_else(|| UNKNOWN.to_owned()))
        })
        .collect();
    let mut counts: OrderedMap<&str, usize> = OrderedMap::new();
    for name in names.iter().flatten() {
        *counts.entry(name.as_str()).or_default() += 1;
    }
    let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
    let are_loads = by == ColourBy::Load;
    if are_loads {
        sort_by_key(&mut ranked, |(name, _)| LOADS.iter().position(|load| load == name).unwrap_or(LOADS.len()));
    } else {
        sort_by(&mut ranked, |(a, many), (b, more)| more.cmp(many).then_with(|| natural::compare(a, b)));
    }
    let mut known: Vec<String> = ranked.iter().take(OWN).map(|(name, _)| (*name).to_owned()).collect();
    if OWN < ranked.len() {
        known.push(OTHERS.to_owned());
    }
    let place = |name: &String| known.iter().position(|known| known == name).unwrap_or(OWN);
    let of_nodes = names.iter().map(|name| name.as_ref().map(place)).collect();
    Categories { of_nodes, names: known.clone(), are_loads }
}

/// What a group is; none: nobody knows.
fn category(plan: &Plan, group: Id<CacheGroup>, by: ColourBy, loads: Option<&Loads>) -> Option<String> {
    match by {
        ColourBy::State => Some(String::new()),
        ColourBy::Type => {
            let type_ = plan.follow_opt(plan.get(group)?.type_.as_ref())?;
            Some(type_.name.clone())
        }
        ColourBy::Cdn => cdns(plan, group).next().map(str::to_owned),
        ColourBy::Region | ColourBy::Division => {
            let region = plan.follow_opt(location(plan, group)?.region.as_ref())?;
            if by == ColourBy::Region {
                return Some(region.name.clone());
            }
            plan.follow_opt(region.division.as_ref()).map(|division| division.name.clone())
        }
        ColourBy::Load => {
            let percent = loads?.groups.get(&plan.get(group)?.name)?.percent()?;
            let band = match percent {
                ..50.0 => 0,
                50.0..80.0 => 1,
                80.0..=100.0 => 2,
                _ => 3,
            };
            LOADS.get(band).map(|words| (*words).to_owned())
        }
    }
}

fn servers(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = &Arc<Server>> {
    let users = plan.users(AnyId::of::<CacheGroup>(group)).filter(|user| user.kind == Kind::Server);
    users.filter_map(|user| plan.get(Id::new(user.number)))
}

fn cdns(plan: &Plan, group: Id<CacheGroup>) -> impl Iterator<Item = &str> {
    servers(plan, group).filter_map(|server| Some(plan.follow_opt(server.cdn.as_ref())?.name.as_str()))
}

/// Where the first of its servers stands, or where it is planned.
fn location(plan: &Plan, group: Id<CacheGroup>) -> Option<&PhysLocation> {
    let standing = servers(plan, group).find_map(|server| server.phys_location.as_ref().and_then(Link::id));
    let planned = || plan.get(group)?.planned_phys_location.as_ref()?.id();
    plan.get(standing.or_else(planned)?).map(|location| &**location)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::add_sample;
    use crate::session::tasks::what_if::Burden;
    use crate::ui::theme;

    #[test]
    fn groups_are_told_apart_by_what_they_are() {
        let plan = Plan::default();
        let plan = plan.applying(&add_sample(&plan).unwrap()).unwrap();
        let groups: Vec<Id<CacheGroup>> = plan.cache_groups().iter().map(|(id, _)| id).collect();
        let types = categories(&plan, &groups, ColourBy::Type, None, None);
        assert!(types.names.contains(&"EDGE_LOC".to_owned()) && types.of_nodes.iter().all(Option::is_some));
        let divisions = categories(&plan, &groups, ColourBy::Division, None, None);
        assert!(divisions.names.contains(&"Europe".to_owned()), "{:?}", divisions.names);
        let regions = categories(&plan, &groups, ColourBy::Region, None, None);
        assert!(regions.names.len() <= OWN + 1);
        let cdn = plan.real_cdns().next().unwrap().1.name.clone();
        let one = categories(&plan, &groups, ColourBy::Cdn, Some(&cdn), None);
        let of_cdn = groups.iter().filter(|group| cdns(&plan, **group).any(|own| own == cdn)).count();
        assert_eq!(one.of_nodes.iter().flatten().count(), of_cdn, "the others fade");
        let name = |at: usize| plan.get(groups[at]).unwrap().name.clone();
        let burden = |load_mbps| Burden { load_mbps, capacity_mbps: Some(100.0) };
        // A colour of a load means the same whichever others there are.
        for (percent, meant) in [(10.0, theme::DARK.normal), (90.0, theme::DARK.warned), (120.0, theme::DARK.wrong)] {
            let loads = Loads { groups: [(name(0), burden(percent))].into(), ..Loads::default() };
            let loaded = categories(&plan, &groups, ColourBy::Load, None, Some(&loads));
            assert_eq!(loaded.color(0, &theme::DARK), meant, "{percent}");
            assert_eq!(loaded.color(1, &theme::DARK), theme::DARK.down, "what is not known");
        }
        let loads = Loads { groups: [(name(0), burden(120.0)), (name(1), burden(10.0))].into(), ..Loads::default() };
        let loaded = categories(&plan, &groups, ColourBy::Load, None, Some(&loads));
        assert!(
            loaded.names.contains(&"More than it can carry".to_owned()) && loaded.names.contains(&UNKNOWN.to_owned())
        );
    }
}
