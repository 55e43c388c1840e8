//! Which coverage zone file is exported: the one that the CDN uses, or one by its name. It knows names, and writes nothing.

use egui::{Id, Ui, vec2};

use crate::formats::Format;
use crate::model::Plan;
use crate::ui::theme;
use crate::ui::widgets::choose::{Face, choose_ui};

/// The width of the choice.
const WIDTH: f32 = 240.0;

/// The names of the coverage zone files of a plan, in order.
#[derive(Debug, Default)]
pub(super) struct ZoneFiles {
    plain: Vec<String>,
    deep: Vec<String>,
}

impl ZoneFiles {
    /// Lists them.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut files = Self::default();
        for (_, file) in plan.coverage_zone_files() {
            let list = if file.deep { &mut files.deep } else { &mut files.plain };
            list.push(file.name.clone());
        }
        files.plain.sort_unstable();
        files.deep.sort_unstable();
        files
    }

    /// Those that a format is for.
    pub(super) fn of_format(&self, format: Format) -> &[String] {
        match format {
            Format::CoverageZones => &self.plain,
            Format::DeepCoverageZones => &self.deep,
            _ => &[],
        }
    }
}

/// Draws the choice; `chosen` is empty for the file that the CDN uses, which stands first where there is a CDN. Says
/// whether another was chosen.
pub(super) fn zone_file_ui(ui: &mut Ui, label: Id, files: &[String], cdn: &str, chosen: &mut String) -> bool {
    let used = format!("The one that {cdn} uses");
    let first = (!cdn.is_empty()).then_some(used.as_str());
    let lines: Vec<&str> = first.into_iter().chain(files.iter().map(String::as_str)).collect();
    let current = if chosen.is_empty() { 0 } else { lines.iter().position(|line| line == chosen).unwrap_or(0) };
    let face = Face {
        name: "Coverage zone file",
        chosen: lines.get(current).copied(),
        hint: "The plan has none of them",
        unresolved: false,
        enabled: !lines.is_empty(),
    };
    let answer = ui.allocate_ui(vec2(WIDTH, theme::CONTROL_HEIGHT), |ui| {
        let (response, answer) = choose_ui(ui, Id::unique("export zone file"), &face, Some(current), &lines);
        response.labelled_by(label);
        answer
    });
    let Some(at) = answer.inner else { return false };
    *chosen = if at == 0 && first.is_some() { String::new() } else { lines.get(at).map_or("", |line| line).to_owned() };
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_for_their_sort() {
        let files = ZoneFiles { plain: vec!["a".to_owned()], deep: vec!["b".to_owned(), "c".to_owned()] };
        let count = |format| files.of_format(format).len();
        assert_eq!([Format::CoverageZones, Format::DeepCoverageZones, Format::Snapshot].map(count), [1, 2, 0]);
    }
}
