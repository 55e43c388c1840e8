//! What this is: version, licence, where data and fonts come from, and the libraries with their licences.

use egui::{Context, Label, RichText};

use super::parts::{Verdict, buttons_ui, frame_ui, list_height, list_ui, primary, weak};
use crate::ui::theme;

/// Name, version and licence of every library, one a line, split by tabs; made by `tools/libraries/make`.
const LIBRARIES: &str = include_str!("../../../assets/libraries.tsv");

/// What is in the program besides its own code, and whose it is.
const ATTRIBUTIONS: &[(&str, &str)] = &[
    ("Map", "Natural Earth, public domain, as packed by world-atlas (ISC)"),
    ("Place names", "GeoNames (geonames.org), CC BY 4.0, shortened"),
    ("Typeface", "Inter, SIL Open Font License 1.1"),
    ("Seeds and words", "Apache Traffic Control, Apache License 2.0"),
];

/// Draws it.
pub(super) fn dialog_ui(ctx: &Context) -> Verdict {
    frame_ui(ctx, "About Lodestone", 560.0, |ui| {
        ui.label(format!("Lodestone {}", env!("CARGO_PKG_VERSION")));
        weak(ui, "A planner for Apache Traffic Control CDNs. Apache License 2.0. It sends no packet by itself.");
        ui.add_space(theme::GAP_SMALL);
        egui::Grid::new("attributions").num_columns(2).spacing([16.0, 6.0]).show(ui, |ui| {
            for (what, whose) in ATTRIBUTIONS {
                ui.label(RichText::new(*what).color(theme::tokens(ui).text_weak));
                ui.label(*whose);
                ui.end_row();
            }
        });
        ui.add_space(theme::GAP_SMALL);
        let libraries = LIBRARIES.lines().count();
        ui.label(RichText::new(format!("{libraries} libraries")).font(theme::strong(theme::TEXT_BODY)));
        let height = list_height(ui, 320.0).min(240.0);
        list_ui(ui, height, libraries, library_ui);
        buttons_ui(ui, |ui| if primary(ui, true, "Close").clicked() { Verdict::Closes } else { Verdict::Stays })
    })
}

fn library_ui(ui: &mut egui::Ui, at: usize) {
    let mut parts = LIBRARIES.lines().nth(at).unwrap_or_default().split('\t');
    let (name, version, licence) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    ui.label(format!("{name} {version}"));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let licence = RichText::new(licence.unwrap_or_default()).color(theme::tokens(ui).text_weak);
        ui.add(Label::new(licence).truncate());
    });
}
