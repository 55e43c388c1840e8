//! Asks for a new CDN: name and domain suffice, all else is proposed and can be said otherwise. Says in words what will
//! be made, before it is.

use std::sync::Arc;

use egui::{Context, ScrollArea, Ui};

use super::Verdict;
use super::entry::{Entry, Rows, SHORT, concerns, fold_ui, whole};
use super::parts::{buttons_ui, frame_ui, plain, primary, weak};
use crate::edit::intent::new_cdn::{self as fields, PlannedCdn, known_traffic_ops, planned_cdn};
use crate::edit::intent::{NewCdn, Refusal};
use crate::model::{Capacity, Id, Kind, Plan, Position, ValueError};
use crate::ui::action::{Action, Queue};
use crate::ui::order::{Making, Order};
use crate::ui::theme;
use crate::ui::widgets::message::{Weight, message_ui};
use crate::ui::widgets::offer::Offer;
use crate::ui::widgets::pick::Picker;
use crate::ui::widgets::text;

/// The dialog's own field, which is read before anything is planned.
const CAPACITY: &str = "Capacity of each";
/// Fields that are folded away until somebody wants them, or they are in the way.
const FOLDED: &[&str] =
    &[fields::ROUTER, fields::MONITOR, fields::EDGES, fields::FIRST_IPV4, fields::ORIGIN, fields::TRAFFIC_OPS];
/// Types of delivery services that work without another one.
const TYPES: &[&str] = &["HTTP", "HTTP_NO_CACHE", "HTTP_LIVE", "HTTP_LIVE_NATNL", "DNS", "DNS_LIVE", "DNS_LIVE_NATNL"];

/// What stands in the fields, and what would come of it.
#[derive(Debug)]
pub(in crate::ui) struct NewCdnDialog {
    name: Entry,
    domain: Entry,
    latitude: Entry,
    longitude: Entry,
    router: Option<u64>,
    monitor: Option<u64>,
    edges: Option<u64>,
    count: Entry,
    capacity: Entry,
    first_ipv4: Entry,
    xml_id: Entry,
    service_type: String,
    origin: Entry,
    traffic_ops: Entry,
    /// Whether the plan says where Traffic Ops stands.
    is_traffic_ops_known: bool,
    picker: Picker,
    planned: Result<PlannedCdn, Vec<Refusal>>,
    /// The revision of the plan that it was planned for.
    revision: Option<u64>,
    attempted: bool,
    unfolded: bool,
    is_new: bool,
}

impl NewCdnDialog {
    /// With proposals; new cache groups stand at a place.
    pub(in crate::ui) fn new(plan: &Plan, place: Option<Position>) -> Self {
        let proposed = NewCdn::proposed(plan, "", "", place);
        let degrees = |degrees: fn(Position) -> f64| {
            Entry::proposing(place.map_or_else(String::new, |place| format!("{:.4}", degrees(place))))
        };
        Self {
            name: Entry::default(),
            domain: Entry::default(),
            latitude: degrees(Position::latitude),
            longitude: degrees(Position::longitude),
            router: None,
            monitor: None,
            edges: None,
            count: Entry::proposing(proposed.count.to_string()),
            capacity: Entry::proposing(proposed.capacity.map_or_else(String::new, |capacity| capacity.to_string())),
            first_ipv4: Entry::proposing(proposed.first_ipv4),
            xml_id: Entry::default(),
            service_type: proposed.service_type,
            origin: Entry::default(),
            traffic_ops: Entry::default(),
            is_traffic_ops_known: known_traffic_ops(plan).is_some(),
            picker: Picker::default(),
            planned: Err(Vec::new()),
            revision: None,
            attempted: false,
            unfolded: false,
            is_new: true,
        }
    }

    /// Draws it.
    pub(super) fn dialog_ui(&mut self, ctx: &Context, queue: &Queue, plan: &Arc<Plan>, revision: u64) -> Verdict {
        if self.revision != Some(revision) {
            self.plan(plan);
            self.revision = Some(revision);
        }
        frame_ui(ctx, "New CDN", 620.0, |ui| {
            let height = ui.ctx().content_rect().height() - 200.0;
            let entered = ScrollArea::vertical()
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    // The bar for scrolling lies over the right end.
                    ui.set_max_width(ui.available_width() - theme::GAP);
                    let entered = self.fields_ui(ui, plan);
                    self.summary_ui(ui);
                    entered
                })
                .inner;
            self.buttons_ui(ui, queue, entered)
        })
    }

    fn fields_ui(&mut self, ui: &mut Ui, plan: &Arc<Plan>) -> bool {
        let refusals = self.planned.as_ref().err().cloned().unwrap_or_default();
        let mut picker = std::mem::take(&mut self.picker);
        let mut rows = Rows {
            plan,
            picker: &mut picker,
            refusals: &refusals,
            attempted: self.attempted,
            changed: false,
            entered: false,
            focus: std::mem::take(&mut self.is_new),
        };
        rows.text_ui(ui, fields::NAME, "my-cdn", &mut self.name);
        rows.text_ui(ui, fields::DOMAIN, "my-cdn.example.net", &mut self.domain);
        self.position_ui(ui, &mut rows);
        self.edges_ui(ui, &mut rows);
        rows.text_ui(ui, fields::XML_ID, "", &mut self.xml_id);
        let types: Vec<(String, String)> = TYPES.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        rows.choice_ui(ui, fields::SERVICE_TYPE, &types, &mut self.service_type);
        self.unfolded |= self.attempted && concerns(&refusals, FOLDED);
        fold_ui(ui, &mut self.unfolded, "Existing groups, addresses, URLs");
        if self.unfolded {
            self.folded_ui(ui, &mut rows);
        }
        let (changed, entered) = (rows.changed, rows.entered);
        self.picker = picker;
        if changed {
            self.plan(plan);
            ui.ctx().request_repaint();
        }
        entered
    }

    /// Where new cache groups stand: two fields in a line.
    fn position_ui(&mut self, ui: &mut Ui, rows: &mut Rows<'_>) {
        let touched = self.latitude.touched || self.longitude.touched;
        rows.row_ui(ui, fields::POSITION, touched, |rows, ui, _| {
            ui.horizontal(|ui| {
                rows.field_ui(ui, &mut self.latitude, ("Latitude", None), "Latitude", SHORT);
                rows.field_ui(ui, &mut self.longitude, ("Longitude", None), "Longitude", SHORT);
                if !touched {
                    weak(ui, "The middle of the map");
                }
            });
        });
    }

    fn edges_ui(&mut self, ui: &mut Ui, rows: &mut Rows<'_>) {
        rows.row_ui(ui, fields::COUNT, self.count.touched, |rows, ui, id| {
            rows.field_ui(ui, &mut self.count, (fields::COUNT, Some(id)), "", SHORT);
        });
        rows.row_ui(ui, CAPACITY, true, |rows, ui, id| {
            rows.field_ui(ui, &mut self.capacity, (CAPACITY, Some(id)), "Whatever it is", SHORT);
        });
    }

    fn folded_ui(&mut self, ui: &mut Ui, rows: &mut Rows<'_>) {
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
    fn plan(&mut self, plan: &Plan) {
        let degrees = |entry: &Entry| entry.text.trim().parse::<f64>().ok();
        let place = degrees(&self.latitude).zip(degrees(&self.longitude));
        let position = place.map(|(latitude, longitude)| Position::new(latitude, longitude));
        let proposed = NewCdn::proposed(plan, self.name.text.trim(), self.domain.text.trim(), None);
        self.xml_id.propose(proposed.xml_id);
        self.origin.propose(proposed.origin);
        self.traffic_ops.propose(proposed.traffic_ops);
        let capacity = self.capacity.text.trim();
        let group = |chosen: Option<u64>| chosen.map(Id::new);
        let wanted = NewCdn {
            name: self.name.text.clone(),
            domain: self.domain.text.clone(),
            position: position.and_then(Result::ok),
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
        self.planned = planned_cdn(plan, &wanted);
        if !capacity.is_empty() && wanted.capacity.is_none() {
            self.refuse(CAPACITY, "write it like 2 Gbit/s or 800 Mbit/s, or leave it empty");
        }
        if let Some(Err(error)) = position {
            self.refuse(fields::POSITION, &error.to_string());
        }
    }

    /// Something that the dialog itself finds; it stands for what follows from it.
    fn refuse(&mut self, label: &'static str, why: &str) {
        let mut refusals = self.planned.as_ref().err().cloned().unwrap_or_default();
        refusals.retain(|refusal| refusal.field() != Some(label));
        refusals.push(Refusal::Unfit { label, error: ValueError::Invalid(why.to_owned()) });
        self.planned = Err(refusals);
    }

    /// What will be made, in words.
    fn summary_ui(&self, ui: &mut Ui) {
        ui.add_space(theme::GAP_SMALL);
        match &self.planned {
            Ok(planned) => {
                ui.label(egui::RichText::new("Create makes").font(theme::strong(theme::TEXT_BODY)));
                for (what, words) in &planned.parts {
                    text::small_ui(ui, &format!("{what} {words}"));
                }
            }
            Err(_) if self.name.text.trim().is_empty() || self.domain.text.trim().is_empty() => {
                text::small_ui(ui, "A name and a domain suffice: all else is proposed, and made in one step");
            }
            Err(refusals) => {
                // What stands beside no field that is seen.
                for refusal in refusals.iter().filter(|refusal| refusal.field().is_none()) {
                    message_ui(ui, Weight::Refusal, &refusal.to_string());
                }
                if !self.unfolded && concerns(refusals, FOLDED) {
                    message_ui(ui, Weight::Refusal, "Something below the fold cannot be so: open it");
                }
            }
        }
    }

    fn buttons_ui(&mut self, ui: &mut Ui, queue: &Queue, entered: bool) -> Verdict {
        buttons_ui(ui, |ui| {
            let possible = !self.name.text.trim().is_empty();
            if primary(ui, possible, "Create").clicked() || entered && possible {
                self.attempted = true;
                if let Ok(planned) = &self.planned {
                    queue.order(Order::Make(Box::new(making(&self.name.text, planned))));
                    return Verdict::Closes;
                }
            }
            if plain(ui, "Cancel").clicked() {
                return Verdict::Closes;
            }
            if plain(ui, "Only the CDN…").on_hover_text("A form for a CDN without servers").clicked() {
                queue.send(Action::StartNew(Kind::Cdn, None));
                return Verdict::Closes;
            }
            Verdict::Stays
        })
    }
}

fn making(name: &str, planned: &PlannedCdn) -> Making {
    Making {
        edit: planned.edit.clone(),
        selects: vec![planned.edges],
        reveals: planned.edges,
        notice: format!("CDN {} is made: its snapshot can be exported", name.trim()),
    }
}
