//! Asks for a new CDN: name and domain suffice, all else is proposed and can be said otherwise. Says in words what will
//! be made, before it is.

use std::sync::Arc;

use egui::{Align, Context, Layout, Ui};

use super::entry::{
    FieldEntry, FieldRows, Filling, NO_CAPACITY, SHORT, WIDTH, fold_ui, others_ui, scroll_ui, told_ui, whole,
};
use super::outlook::{self, Outlook};
use super::parts::{Verdict, buttons_ui, frame_ui, plain, primary, weak};
use crate::edit::intent::new_cdn::{self as fields, Follows, PlannedCdn, known_traffic_ops, planned_cdn};
use crate::edit::intent::{MISS, NewCdn};
use crate::geometry::places::{IN_TOWN_KM, Places, near_words};
use crate::model::{Capacity, Id, Kind, Plan, Position};
use crate::ui::action::{Action, Queue};
use crate::ui::forms::row::heading_ui;
use crate::ui::order::{MakeOrder, Order};
use crate::ui::theme;
use crate::ui::view::ViewContext;
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::text;

/// The dialog's own field, which is read before anything is planned.
const CAPACITY: &str = "Capacity of each";
/// Fields that are folded away until somebody wants them, or they are in the way.
const FOLDED: &[&str] =
    &[fields::ROUTER, fields::MONITOR, fields::EDGES, fields::FIRST_IPV4, fields::ORIGIN, fields::TRAFFIC_OPS];
/// Title, summary, buttons and margins are so high.
const OTHERS: f32 = 370.0;
/// Types of delivery services that work without another one.
const TYPES: &[&str] = &["HTTP", "HTTP_NO_CACHE", "HTTP_LIVE", "HTTP_LIVE_NATNL", "DNS", "DNS_LIVE", "DNS_LIVE_NATNL"];

/// What stands in the fields, and what would come of it.
#[derive(Debug)]
pub(in crate::ui) struct NewCdnDialog {
    name: FieldEntry,
    domain: FieldEntry,
    /// What the proposed position is.
    place_words: String,
    /// The names of places, where they are known.
    places: Option<Arc<Places>>,
    latitude: FieldEntry,
    longitude: FieldEntry,
    router: Option<u64>,
    monitor: Option<u64>,
    edges: Option<u64>,
    count: FieldEntry,
    capacity: FieldEntry,
    first_ipv4: FieldEntry,
    xml_id: FieldEntry,
    service_type: String,
    origin: FieldEntry,
    traffic_ops: FieldEntry,
    /// Whether the plan says where Traffic Ops stands.
    is_traffic_ops_known: bool,
    outlook: Outlook<PlannedCdn>,
    /// The revision of the plan that it was planned for.
    revision: Option<u64>,
    filling: Filling,
    unfolded: bool,
}

impl NewCdnDialog {
    /// With proposals; new cache groups stand in the middle of the map, or where Traffic Portal takes clients to be when
    /// nobody has turned the map anywhere yet.
    pub(in crate::ui) fn new(plan: &Plan, middle: Option<Position>, places: Option<Arc<Places>>) -> Self {
        let turned = middle.filter(|middle| !is_nowhere(*middle));
        let place = turned.or_else(|| Position::new(MISS.0, MISS.1).ok());
        let proposed = NewCdn::proposed(plan, "", "", place);
        let degrees = |degrees: fn(Position) -> f64| {
            FieldEntry::proposing(place.map_or_else(String::new, |place| format!("{:.4}", degrees(place))))
        };
        Self {
            name: FieldEntry::default(),
            domain: FieldEntry::default(),
            place_words: String::new(),
            places,
            latitude: degrees(Position::latitude),
            longitude: degrees(Position::longitude),
            router: None,
            monitor: None,
            edges: None,
            count: FieldEntry::proposing(proposed.count.to_string()),
            capacity: FieldEntry::proposing(
                proposed.capacity.map_or_else(String::new, |capacity| capacity.to_string()),
            ),
            first_ipv4: FieldEntry::proposing(proposed.first_ipv4),
            xml_id: FieldEntry::default(),
            service_type: proposed.service_type,
            origin: FieldEntry::default(),
            traffic_ops: FieldEntry::default(),
            is_traffic_ops_known: known_traffic_ops(plan).is_some(),
            outlook: Outlook::default(),
            revision: None,
            filling: Filling::default(),
            unfolded: false,
        }
    }

    /// Whether somebody has typed something.
    pub(super) fn is_begun(&self) -> bool {
        let entries = [&self.name, &self.domain, &self.latitude, &self.longitude, &self.count, &self.capacity];
        entries
            .into_iter()
            .chain([&self.first_ipv4, &self.xml_id, &self.origin, &self.traffic_ops])
            .any(|it| it.touched)
    }

    /// Goes on where it was left, with a plan that may have changed.
    pub(in crate::ui) fn resume(&mut self) {
        (self.revision, self.filling) = (None, Filling::default());
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, view: &ViewContext<'_>) -> Verdict {
        let (queue, plan, revision) = (view.queue, view.plan, view.revision);
        self.outlook.follow(ctx);
        if self.revision != Some(revision) {
            self.look(ctx, plan);
            self.revision = Some(revision);
        }
        frame_ui(ctx, "New CDN", WIDTH, |ui| {
            let entered = scroll_ui(ui, OTHERS, |ui| self.fields_ui(ui, plan));
            ui.scope(|ui| self.summary_ui(ui));
            self.buttons_ui(ui, queue, entered)
        })
    }

    fn fields_ui(&mut self, ui: &mut Ui, plan: &Arc<Plan>) -> bool {
        let refusals = self.outlook.refusals().to_vec();
        let mut filling = std::mem::take(&mut self.filling);
        let mut rows = filling.rows(plan, &refusals);
        rows.text_ui(ui, fields::NAME, "my-cdn", &mut self.name);
        rows.text_ui(ui, fields::DOMAIN, "my-cdn.example.net", &mut self.domain);
        self.position_ui(ui, &mut rows);
        heading_ui(ui, "Edges");
        self.edges_ui(ui, &mut rows);
        heading_ui(ui, "First delivery service");
        rows.text_ui(ui, fields::XML_ID, "", &mut self.xml_id);
        let types: Vec<(String, String)> = TYPES.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        rows.choice_ui(ui, fields::SERVICE_TYPE, &types, &mut self.service_type);
        self.unfolded |= rows.attempt.unfolds(&refusals, FOLDED);
        fold_ui(ui, &mut self.unfolded, "Existing groups, addresses, URLs");
        if self.unfolded {
            self.folded_ui(ui, &mut rows);
        }
        let (changed, entered) = (rows.changed, rows.entered);
        self.filling = filling;
        if changed {
            self.look(ui.ctx(), plan);
            ui.ctx().request_repaint();
        }
        entered
    }

    /// Where new cache groups stand: two fields in a line.
    fn position_ui(&mut self, ui: &mut Ui, rows: &mut FieldRows<'_>) {
        let touched = self.latitude.touched || self.longitude.touched;
        rows.row_ui(ui, fields::POSITION, touched, |rows, ui, _| {
            ui.horizontal(|ui| {
                rows.field_ui(ui, &mut self.latitude, ("Latitude", None), "Latitude", SHORT);
                rows.field_ui(ui, &mut self.longitude, ("Longitude", None), "Longitude", SHORT);
                weak(ui, self.place_words.as_str());
            });
        });
    }

    fn edges_ui(&mut self, ui: &mut Ui, rows: &mut FieldRows<'_>) {
        rows.row_ui(ui, fields::COUNT, self.count.touched, |rows, ui, id| {
            rows.field_ui(ui, &mut self.count, (fields::COUNT, Some(id)), "", SHORT);
        });
        rows.row_ui(ui, CAPACITY, true, |rows, ui, id| {
            rows.field_ui(ui, &mut self.capacity, (CAPACITY, Some(id)), "Not said", SHORT);
        });
    }

    fn folded_ui(&mut self, ui: &mut Ui, rows: &mut FieldRows<'_>) {
        for (label, type_name, chosen) in [
            (fields::ROUTER, "TR_LOC", &mut self.router),
            (fields::MONITOR, "TC_LOC", &mut self.monitor),
            (fields::EDGES, "EDGE_LOC", &mut self.edges),
        ] {
            rows.pick_ui(ui, label, ("A new cache group", true), &Offer::Groups(type_name), chosen);
        }
        rows.text_ui(ui, fields::FIRST_IPV4, "192.0.2.10/24", &mut self.first_ipv4);
        rows.text_ui(ui, fields::ORIGIN, "http://origin.example.net", &mut self.origin);
        if !self.is_traffic_ops_known {
            rows.text_ui(ui, fields::TRAFFIC_OPS, "https://trafficops.example.net", &mut self.traffic_ops);
        }
    }

    /// Works out what would come of what stands in the fields.
    fn look(&mut self, ctx: &Context, plan: &Arc<Plan>) {
        let degrees = |entry: &FieldEntry| entry.text.trim().parse::<f64>().ok();
        let place = degrees(&self.latitude).zip(degrees(&self.longitude));
        let position = place.map(|(latitude, longitude)| Position::new(latitude, longitude));
        let at = position.and_then(Result::ok);
        let near = self.places.as_deref().zip(at).and_then(|(places, at)| places.nearest(at));
        self.place_words = near.map(|near| near_words(&near)).unwrap_or_default();
        let city = near.filter(|(_, distance_km)| *distance_km < IN_TOWN_KM).map(|(place, _)| place.name.to_owned());
        let follows = Follows::of(plan, self.name.text.trim(), self.domain.text.trim());
        self.xml_id.propose(follows.xml_id);
        self.origin.propose(follows.origin);
        self.traffic_ops.propose(follows.traffic_ops);
        let capacity = self.capacity.text.trim();
        let group = |chosen: Option<u64>| chosen.map(Id::new);
        let wanted = NewCdn {
            name: self.name.text.clone(),
            domain: self.domain.text.clone(),
            position: at,
            city,
            router: group(self.router),
            monitor: group(self.monitor),
            edges: group(self.edges),
            count: whole(&self.count.text),
            capacity: Capacity::parse(capacity),
            first_ipv4: self.first_ipv4.text.clone(),
            xml_id: self.xml_id.text.clone(),
            service_type: self.service_type.clone(),
            origin: self.origin.text.clone(),
            traffic_ops: self.traffic_ops.text.clone(),
        };
        let mut own = Vec::new();
        if let Some(Err(error)) = position {
            own.push(outlook::own(fields::POSITION, error.to_string()));
        }
        if !capacity.is_empty() && wanted.capacity.is_none() {
            own.push(outlook::own(CAPACITY, NO_CAPACITY));
        }
        self.outlook.look(ctx, plan, own, move |plan| planned_cdn(plan, &wanted));
    }

    /// What will be made, in words.
    fn summary_ui(&self, ui: &mut Ui) {
        ui.add_space(theme::GAP_SMALL);
        match self.outlook.prospect() {
            Some(planned) => {
                heading_ui(ui, "Create makes");
                ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
                for (what, words) in &planned.parts {
                    told_ui(ui, what, words);
                }
            }
            None if self.name.text.trim().is_empty() || self.domain.text.trim().is_empty() => {
                text::small_ui(ui, "A name and a domain suffice: all else is proposed, and made in one step");
            }
            None => others_ui(ui, self.outlook.refusals(), if self.unfolded { &[] } else { FOLDED }),
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, entered: bool) -> Verdict {
        buttons_ui(ui, |ui| {
            let possible = !self.name.text.trim().is_empty();
            let asked = primary(ui, possible, "Create").clicked() || entered && possible;
            if self.filling.attempt.goes(ui.ctx(), asked, self.outlook.is_stale())
                && let Some(planned) = self.outlook.prospect()
            {
                queue.order(Order::Make(Box::new(order_of(&self.name.text, planned))));
                return Verdict::Closes;
            }
            if plain(ui, "Cancel").clicked() {
                return Verdict::Closes;
            }
            let rest = Layout::left_to_right(Align::Center);
            let only = ui.with_layout(rest, |ui| plain(ui, "Only the CDN…")).inner;
            if only.on_hover_text("A form for a CDN without servers").clicked() {
                queue.send(Action::StartNew(Kind::Cdn, None));
                return Verdict::Closes;
            }
            Verdict::Stays
        })
    }
}

/// Whether a position is no place that anybody has chosen: 0,0 is in the sea.
fn is_nowhere(position: Position) -> bool {
    position.latitude().abs() < 0.01 && position.longitude().abs() < 0.01
}

fn order_of(name: &str, planned: &PlannedCdn) -> MakeOrder {
    MakeOrder {
        edit: planned.edit.clone(),
        selects: vec![planned.edges],
        reveals: planned.edges,
        notice: format!("CDN {} is made: its snapshot can be exported", name.trim()),
    }
}
