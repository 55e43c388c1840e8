//! Which names have room, and where: those of groups, of clusters and of places, never on top of each other.
//!
//! It must not know of fonts: how large a name is, whoever draws it says.

use super::declutter::Declutter;
use super::markers::Drawn;
use super::places::Places;
use super::scene::Scene;
use super::viewport::{Patch, Spot, Viewport};
use super::words::{km, short};

/// Group names that are shown at most.
const MOST_GROUPS: usize = 120;
/// Groups that are asked: behind so many there is hardly room.
const MOST_ASKED: usize = 350;
/// Place names that are shown at most.
const MOST_PLACES: usize = 90;
/// Room around a name.
const ROOM: [f32; 2] = [3.0, 1.0];
/// Clusters of at most so many are called by their most important group.
const NAMED_CLUSTER: u32 = 9;
/// Selected groups whose marks lie closer than this stand at one place.
const HEAP_REACH: f32 = 7.0;
/// How far from the edge of a selected mark its name may be; at first as near as it can.
const STEPS_AWAY: [f32; 3] = [8.0, 20.0, 32.0];
/// So many selected groups at one place have their names below each other; of more, one is named and the rest counted.
const MOST_STACKED: usize = 4;

/// A text of the map.
#[derive(Clone, Copy, Debug)]
pub enum LabelText<'a> {
    /// The name of a node, by its number.
    Node(u32, &'a str),
    /// The name of the most important node of several, and how many more there are.
    Cluster(u32, &'a str, u32),
    /// A number of groups.
    Count(u32),
    /// The name of a group that is no more, and where it was.
    Gone([f64; 2], &'a str),
    /// A distance in kilometres.
    Distance(f64),
    /// A place's name, and where it is.
    Place([f64; 2], &'a str),
    /// A part of all that is asked for, and how many kilometres farther it goes.
    Share(f64, Option<f64>),
}

impl LabelText<'_> {
    /// As it is read.
    pub fn words(&self) -> String {
        match self {
            Self::Node(_, name) | Self::Gone(_, name) | Self::Place(_, name) => (*name).to_owned(),
            Self::Cluster(_, name, more) => format!("{name} +{more}"),
            Self::Count(count) => short(*count),
            Self::Distance(distance_km) => km(*distance_km),
            Self::Share(share, None) => format!("{:.1} %", share * 100.0),
            Self::Share(share, Some(added_km)) => format!("{:.1} %, {added_km:+.0} km", share * 100.0),
        }
    }
}

/// What a label is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// A place, which belongs below the plan.
    Place,
    /// A cluster, by its count.
    Count,
    /// A group.
    Group,
}

/// A text in its place.
#[derive(Clone, Debug)]
pub struct PlacedLabel<T> {
    /// Its upper left corner.
    pub at: Spot,
    /// As whoever draws it has laid it out.
    pub text: T,
    /// What it is the name of.
    pub kind: LabelKind,
}

/// Which names are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WantedNames {
    /// Of groups; those of selected ones always are.
    pub groups: bool,
    /// Of places.
    pub places: bool,
}

/// What names are asked for.
#[derive(Clone, Copy)]
pub struct LabelledScene<'a> {
    /// The plan.
    pub scene: &'a Scene,
    /// What is drawn of its groups.
    pub drawn: &'a [Drawn],
    /// The selected group whose name comes before all others.
    pub lead: Option<u32>,
    /// Groups that are being dragged: where they come from, a ghost is left.
    pub hidden: &'a [u32],
    /// The places.
    pub places: Option<&'a Places>,
}

/// Where no name may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct TakenSpots<'a> {
    /// By what stands at the edges of the picture; what lies there is not named either.
    pub around: &'a [Patch],
    /// By arrows, ghosts and their distances.
    pub lines: &'a [&'a [Patch]],
    /// By physical locations.
    pub sites: &'a [Spot],
}

/// Finds room for names. `T` is a text as it was laid out.
#[derive(Debug)]
pub struct LabelPlacer<T> {
    /// What has found room.
    pub found: Vec<PlacedLabel<T>>,
    declutter: Declutter,
    /// Where names of groups are.
    names: Vec<Patch>,
    /// And where the marks of selected groups are.
    selected: Vec<Patch>,
    inside: Patch,
}

impl<T> Default for LabelPlacer<T> {
    fn default() -> Self {
        let nowhere = Patch { min: [0.0; 2], max: [0.0; 2] };
        Self {
            found: Vec::new(),
            declutter: Declutter::default(),
            names: Vec::new(),
            selected: Vec::new(),
            inside: nowhere,
        }
    }
}

impl<T> LabelPlacer<T> {
    /// Finds room for the names of a view. `measure` lays a text out and says how wide and high it is.
    pub fn place(
        &mut self,
        view: &Viewport,
        named: LabelledScene<'_>,
        wanted: WantedNames,
        taken: TakenSpots<'_>,
        measure: &mut impl FnMut(&LabelText<'_>) -> (T, [f32; 2]),
    ) {
        self.begin(view, named, taken);
        self.place_counts(named.drawn, measure);
        self.place_selected(named, taken.around, measure);
        // What lies on top comes last in the list, and first here.
        let (mut asked, mut shown) = (0, 0);
        let most = |screen: usize| (screen as f32 * crowd(view)) as usize;
        for item in named.drawn.iter().rev().filter(|item| wanted.groups && !item.is_lone) {
            if most(MOST_ASKED) <= asked || most(MOST_GROUPS) <= shown {
                break;
            }
            asked += 1;
            shown += usize::from(self.place_group(named.scene, item, taken.around, measure));
        }
        if let Some(places) = named.places.filter(|_| wanted.places) {
            self.place_places(view, places, measure);
        }
    }

    fn begin(&mut self, view: &Viewport, named: LabelledScene<'_>, taken: TakenSpots<'_>) {
        self.found.clear();
        self.names.clear();
        self.inside = view.patch.grown([-2.0, -2.0]);
        self.declutter.clear(view.patch);
        for patch in taken.around.iter().chain(taken.lines.iter().copied().flatten()) {
            self.declutter.occupy(*patch);
        }
        for at in taken.sites {
            self.declutter.occupy(Patch::around(*at, [8.0, 8.0]));
        }
        self.selected.clear();
        for item in named.drawn {
            let mark = Patch::around(item.at, [item.reach * 2.0, item.reach * 2.0]);
            self.declutter.occupy(mark);
            if item.is_lone {
                self.selected.push(mark);
            }
        }
        for node in named.hidden.iter().filter_map(|node| named.scene.node(*node)).take(MOST_GROUPS) {
            self.declutter.occupy(Patch::around(view.spot(node.world), [16.0, 16.0]));
        }
    }

    fn place_counts(&mut self, drawn: &[Drawn], measure: &mut impl FnMut(&LabelText<'_>) -> (T, [f32; 2])) {
        // A marker that lies on a disc would lie on its count.
        let is_free = |disc: &Drawn| {
            let covers = |item: &Drawn| item.cluster.is_none() && distance(item.at, disc.at) < item.reach + 6.0;
            drawn.iter().rev().take_while(|item| item.cluster.is_none()).all(|item| !covers(item))
        };
        for item in drawn.iter().filter(|item| item.cluster.is_some() && is_free(item)) {
            let (text, [width, height]) = measure(&LabelText::Count(item.count));
            let at = [item.at[0] - width / 2.0, item.at[1] - height / 2.0];
            self.found.push(PlacedLabel { at, text, kind: LabelKind::Count });
        }
    }

    /// The names of selected groups, which come before all others; those that stand at one place share a label or stand
    /// below each other.
    fn place_selected(
        &mut self,
        named: LabelledScene<'_>,
        around: &[Patch],
        measure: &mut impl FnMut(&LabelText<'_>) -> (T, [f32; 2]),
    ) {
        for heap in heaps(named.drawn, named.lead) {
            let Some(first) = heap.first().copied().filter(|first| !is_covered(around, first.at)) else { continue };
            let names =
                heap.iter().filter_map(|item| Some((item.node, named.scene.node(item.node)?.group.name.as_str())));
            let texts: Vec<(T, [f32; 2])> = if heap.len() <= MOST_STACKED {
                names.map(|(node, name)| measure(&LabelText::Node(node, name))).collect()
            } else {
                let more = u32::try_from(heap.len() - 1).unwrap_or(u32::MAX);
                names.take(1).map(|(node, name)| measure(&LabelText::Cluster(node, name, more))).collect()
            };
            let size = texts.iter().fold([0.0_f32; 2], |size, (_, own)| [size[0].max(own[0]), size[1] + own[1]]);
            let is_lead = Some(first.node) == named.lead;
            let Some(corner) = self.find_place(&first, size, is_lead) else { continue };
            let is_left_of_it = corner[0] + size[0] <= first.at[0];
            let mut top = corner[1];
            for (text, own) in texts {
                // Names that stand left of a mark end at it.
                let left = if is_left_of_it { corner[0] + size[0] - own[0] } else { corner[0] };
                self.found.push(PlacedLabel { at: [left, top], text, kind: LabelKind::Group });
                top += own[1];
            }
        }
    }

    fn place_group(
        &mut self,
        scene: &Scene,
        item: &Drawn,
        around: &[Patch],
        measure: &mut impl FnMut(&LabelText<'_>) -> (T, [f32; 2]),
    ) -> bool {
        // The name of what is covered would stand alone.
        let Some(node) = scene.node(item.node).filter(|_| !is_covered(around, item.at)) else { return false };
        let text = match (item.cluster, item.count) {
            (None, _) => LabelText::Node(item.node, &node.group.name),
            (Some(_), ..=NAMED_CLUSTER) => LabelText::Cluster(item.node, &node.group.name, item.count - 1),
            (Some(_), _) => return false,
        };
        let (text, size) = measure(&text);
        let Some(at) = self.find_room(item.at, size, item.reach + 4.0) else { return false };
        self.found.push(PlacedLabel { at, text, kind: LabelKind::Group });
        true
    }

    /// Takes the first free place beside a mark.
    fn find_room(&mut self, at: Spot, size: [f32; 2], away: f32) -> Option<Spot> {
        let patch = |corner: Spot| Patch::at(corner, size).grown(ROOM);
        let inside = self.inside;
        let mut seen = corners(at, size, away).into_iter().filter(|corner| inside.holds(&patch(*corner)));
        let found = seen.find(|corner| self.declutter.place(patch(*corner)))?;
        self.names.push(patch(found));
        Some(found)
    }

    /// Takes a place for the name of a selected group: a free one, at the mark or a little farther off; or else one on top of
    /// lines and others' marks. What no name may lie on are names and selected marks; that of the lead shows whatever is
    /// there.
    fn find_place(&mut self, item: &Drawn, size: [f32; 2], is_lead: bool) -> Option<Spot> {
        let away = STEPS_AWAY.map(|step| item.reach + step);
        if let Some(found) = away.into_iter().find_map(|away| self.find_room(item.at, size, away)) {
            return Some(found);
        }
        let patch = |corner: Spot| Patch::at(corner, size).grown(ROOM);
        let is_readable = |corner: &Spot| {
            self.inside.holds(&patch(*corner)) && !self.names.iter().any(|name| name.overlaps(&patch(*corner)))
        };
        let is_clear = |corner: &Spot| !self.selected.iter().any(|mark| mark.overlaps(&patch(*corner)));
        let all = || away.into_iter().flat_map(|away| corners(item.at, size, away));
        let gap = all().find(|corner| is_readable(corner) && is_clear(corner));
        let lead = || is_lead.then(|| all().find(is_readable).unwrap_or(corners(item.at, size, away[0])[0]));
        let found = gap.or_else(lead)?;
        self.declutter.occupy(patch(found));
        self.names.push(patch(found));
        Some(found)
    }

    fn place_places(
        &mut self,
        view: &Viewport,
        places: &Places,
        measure: &mut impl FnMut(&LabelText<'_>) -> (T, [f32; 2]),
    ) {
        let mut shown = 0;
        for window in view.windows(0.0) {
            // A zoom less than fits: names are to fill the gaps, not the map.
            for place in places.visible(window, view.zoom() - 0.5) {
                if (MOST_PLACES as f32 * crowd(view)) as usize <= shown {
                    return;
                }
                let (text, size) = measure(&LabelText::Place(place.world, place.name));
                // In its place, or else just above or below it.
                let middle = view.spot(place.world);
                let free = [0.0, -0.9, 0.9].into_iter().find_map(|step| {
                    let patch = Patch::around([middle[0], middle[1] + step * size[1]], size);
                    let is_free =
                        view.patch.holds(&patch) && self.declutter.place(patch.grown(ROOM.map(|room| room * 2.0)));
                    is_free.then_some(patch.min)
                });
                if let Some(at) = free {
                    shown += 1;
                    self.found.push(PlacedLabel { at, text, kind: LabelKind::Place });
                }
            }
        }
    }
}

/// So many points of the picture are a screen, for which the limits are made.
const SCREEN: f32 = 1920.0 * 1080.0;

/// How many times more names than on a screen a picture has room for.
fn crowd(view: &Viewport) -> f32 {
    let [width, height] = view.patch.size();
    (width * height / SCREEN).max(1.0)
}

/// Whether something that stands at the edge of the picture lies on a point.
fn is_covered(around: &[Patch], at: Spot) -> bool {
    around.iter().any(|patch| patch.contains(at))
}

fn distance(a: Spot, b: Spot) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The upper left corners of the places beside a mark: right and left of it, above, below; then at its corners.
fn corners(at: Spot, [width, height]: [f32; 2], away: f32) -> [Spot; 8] {
    let (aside, diagonal) = (away + width / 2.0, away * 0.7 + height / 2.0);
    [
        [aside, 0.0],
        [-aside, 0.0],
        [0.0, -away - height / 2.0],
        [0.0, away + height / 2.0],
        [aside - away * 0.3, -diagonal],
        [aside - away * 0.3, diagonal],
        [away * 0.3 - aside, -diagonal],
        [away * 0.3 - aside, diagonal],
    ]
    .map(|[x, y]| [at[0] + x - width / 2.0, at[1] + y - height / 2.0])
}

/// The selected groups by the place where they stand, the lead and its neighbours first.
fn heaps(drawn: &[Drawn], lead: Option<u32>) -> Vec<Vec<Drawn>> {
    let lone = drawn.iter().rev().filter(|item| item.is_lone);
    let (first, others): (Vec<&Drawn>, Vec<&Drawn>) = lone.partition(|item| Some(item.node) == lead);
    let mut heaps: Vec<Vec<Drawn>> = Vec::new();
    for item in first.into_iter().chain(others) {
        let near = |heap: &&mut Vec<Drawn>| heap.first().is_some_and(|first| distance(first.at, item.at) < HEAP_REACH);
        match heaps.iter_mut().find(near) {
            Some(heap) => heap.push(*item),
            None => heaps.push(vec![*item]),
        }
    }
    heaps
}

#[cfg(test)]
mod tests {

    use super::super::testing;
    use super::*;
    use crate::sorting::OrderedSet;

    const VIEW: Viewport =
        Viewport { patch: Patch { min: [0.0, 0.0], max: [800.0, 600.0] }, centre: [0.5, 0.5], scale: 4_096.0 };
    const ALL: WantedNames = WantedNames { groups: true, places: false };

    /// Seven points a letter, fourteen high: as good as a font.
    fn measure(text: &LabelText<'_>) -> (String, [f32; 2]) {
        let words = text.words();
        let size = [words.len() as f32 * 7.0, 14.0];
        (words, size)
    }

    fn drawn(at: &[Spot], is_lone: bool) -> Vec<Drawn> {
        let item = |(node, at): (u32, &Spot)| Drawn {
            at: *at,
            reach: 6.0,
            node,
            cluster: None,
            count: 1,
            mix: [0; 6],
            is_lone,
        };
        (0..).zip(at).map(item).collect()
    }

    fn placed(drawn: &[Drawn], lead: Option<u32>) -> Vec<(String, Patch)> {
        let scene = Scene::of_plan(&testing::scattered(20), &OrderedSet::default());
        let mut placer = LabelPlacer::default();
        let named = LabelledScene { scene: &scene, drawn, lead, hidden: &[], places: None };
        placer.place(&VIEW, named, ALL, TakenSpots::default(), &mut measure);
        let patch = |label: &PlacedLabel<String>| Patch::at(label.at, [label.text.len() as f32 * 7.0, 14.0]);
        placer.found.iter().map(|label| (label.text.clone(), patch(label))).collect()
    }

    fn assert_apart(labels: &[(String, Patch)]) {
        for (at, (name, patch)) in labels.iter().enumerate() {
            for (other, theirs) in &labels[at + 1..] {
                assert!(!patch.overlaps(theirs), "{name} and {other}: {patch:?} {theirs:?}");
            }
        }
    }

    #[test]
    fn names_never_overlap_and_those_on_top_come_first() {
        let crowd: Vec<Spot> = (0..20_u8).map(|number| [400.0 + f32::from(number) * 9.0, 300.0]).collect();
        let labels = placed(&drawn(&crowd, false), None);
        assert!((4..20).contains(&labels.len()), "{labels:?}");
        assert!(labels.iter().any(|(name, _)| name == "edge-19"), "what lies on top");
        assert_apart(&labels);
    }

    #[test]
    fn selected_groups_at_one_place_stand_below_each_other() {
        let labels = placed(&drawn(&[[400.0, 300.0], [401.0, 301.0], [400.0, 299.0]], true), Some(1));
        assert_eq!(labels.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["edge-1", "edge-2", "edge-0"]);
        assert_apart(&labels);
        assert!(labels.windows(2).all(|pair| pair[0].1.min[1] < pair[1].1.min[1]));
    }

    #[test]
    fn of_many_selected_groups_at_one_place_one_is_named_and_the_rest_counted() {
        let labels = placed(&drawn(&[[400.0, 300.0]; 6], true), Some(2));
        assert_eq!(labels.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["edge-2 +5"]);
    }

    #[test]
    fn the_lead_is_named_even_where_there_is_no_room() {
        let mut all = drawn(&[[400.0, 300.0]], true);
        all.extend(drawn(&(0..9_u8).map(|n| [340.0 + f32::from(n) * 15.0, 300.0]).collect::<Vec<Spot>>(), true));
        let labels = placed(&all, Some(0));
        assert!(labels.iter().any(|(name, _)| name.starts_with("edge-0")));
        assert_apart(&labels);
    }

    /// As the selected groups of Europe stand on a map of the world.
    #[test]
    fn names_of_a_selected_crowd_lie_neither_on_each_other_nor_on_its_marks_nor_are_cut_off() {
        let crowd: Vec<Spot> = (0..20_u8)
            .map(|number| {
                let number = f32::from(number);
                if number < 5.0 {
                    // At the edge of the picture.
                    [6.0 + number * 9.0, 40.0 + number * 21.0]
                } else {
                    [400.0 + (number * 37.0) % 90.0, 300.0 + (number * 53.0) % 70.0]
                }
            })
            .collect();
        let all = drawn(&crowd, true);
        let labels = placed(&all, Some(12));
        assert_apart(&labels);
        assert!(10 <= labels.len() && labels.iter().any(|(name, _)| name.starts_with("edge-12")), "{labels:?}");
        for (name, patch) in &labels {
            assert!(VIEW.patch.holds(patch), "{name} is cut off: {patch:?}");
            let mark = |item: &Drawn| Patch::around(item.at, [item.reach * 2.0, item.reach * 2.0]);
            let covered = all.iter().filter(|item| mark(item).overlaps(patch)).count();
            assert_eq!(covered, 0, "{name} lies on a mark: {patch:?}");
        }
    }
}
