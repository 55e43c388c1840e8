//! The lines of the list of assigned servers: a cache group each, with its servers below where it is open. Only those
//! that are seen are drawn.

use egui::{Align, Checkbox, Id, Layout, Sense, Ui, UiBuilder, vec2};

use super::groups::{Group, GroupMember};
use crate::model::{AnyId, Kind, Target, grouped};
use crate::sorting::OrderedSet;
use crate::ui::action::Action;
use crate::ui::forms::draft::FormSubject;
use crate::ui::forms::editor::Editing;
use crate::ui::theme;
use crate::ui::widgets::icon::{Icon, icon_button};
use crate::ui::widgets::{check, text};

/// What was asked for in a frame: some servers, to be assigned or not.
pub(super) type AskedAssignment = Option<(Vec<Target>, bool)>;

/// The lines of a list on their way down.
pub(super) struct AssignedLines<'a> {
    editing: &'a Editing<'a>,
    chosen: &'a OrderedSet<u64>,
    subject: FormSubject,
    pub(super) asked: AskedAssignment,
    /// The height of lines that were not drawn.
    skipped: f32,
}

impl<'a> AssignedLines<'a> {
    pub(super) fn new(editing: &'a Editing<'a>, chosen: &'a OrderedSet<u64>, subject: FormSubject) -> Self {
        Self { editing, chosen, subject, asked: None, skipped: 0.0 }
    }

    /// Takes the room of the lines at the end that were not drawn.
    pub(super) fn end(&mut self, ui: &mut Ui) {
        ui.add_space(std::mem::take(&mut self.skipped));
    }

    /// A cache group, and its servers where it is open.
    pub(super) fn group_ui(&mut self, ui: &mut Ui, group: &Group) {
        let id = Id::unique(("assigned", self.subject, &group.name));
        let open: bool = ui.data(|data| data.get_temp(id)).unwrap_or(false);
        if self.is_seen(ui) {
            self.head_ui(ui, id, group, open);
        }
        if open {
            for member in &group.members {
                if self.is_seen(ui) {
                    self.member_ui(ui, id, group, member);
                }
            }
        }
    }

    /// Whether the next line is within what is seen; what is not only takes its room.
    fn is_seen(&mut self, ui: &mut Ui) -> bool {
        let top = ui.cursor().top() + self.skipped;
        let clip = ui.clip_rect();
        if top + theme::CONTROL_HEIGHT < clip.top() || clip.bottom() < top {
            self.skipped += theme::CONTROL_HEIGHT;
            return false;
        }
        ui.add_space(std::mem::take(&mut self.skipped));
        true
    }

    fn head_ui(&mut self, ui: &mut Ui, id: Id, group: &Group, open: bool) {
        let of = group.members.len();
        let have = group.members.iter().filter(|member| self.chosen.contains(&member.number)).count();
        let said = format!("{}, {have} of {of} servers", group.name);
        let mut on = have == of;
        let (clicked, mut right) = self.line_ui(ui, id, 0.0, &group.name, &said, &mut on, 0 < have && have < of);
        if clicked {
            let wanted = have < of;
            let those = group.members.iter().filter(|member| self.chosen.contains(&member.number) != wanted);
            self.asked = Some((those.map(GroupMember::target).collect(), wanted));
        }
        let (sign, word) = if open { (Icon::Down, "Hide") } else { (Icon::Right, "Show") };
        if icon_button(&mut right, sign, &format!("{word} servers of {}", group.name), true).clicked() {
            right.data_mut(|data| data.insert_temp(id, !open));
        }
        let words = format!("{} of {}", grouped(have), grouped(of));
        text::line_ui(&mut right, &words, egui::FontId::proportional(theme::TEXT_SMALL), theme::tokens(ui).text_weak);
    }

    fn member_ui(&mut self, ui: &mut Ui, id: Id, group: &Group, member: &GroupMember) {
        let mut on = self.chosen.contains(&member.number);
        let said = format!("{} of {}", member.name, group.name);
        let id = id.with(member.number);
        let (clicked, mut right) = self.line_ui(ui, id, theme::INDENT, &member.name, &said, &mut on, false);
        if clicked {
            self.asked = Some((vec![member.target()], on));
        }
        let object = AnyId { kind: Kind::Server, number: member.number };
        if icon_button(&mut right, Icon::Go, &format!("View {}", member.name), true).clicked() {
            self.editing.view.queue.send(Action::Reveal(object));
        }
        let font = egui::FontId::proportional(theme::TEXT_SMALL);
        text::line_ui(&mut right, &member.aside, font, theme::tokens(ui).text_weak);
    }

    /// A check box with a name; says whether it was clicked, and leaves the right end to more.
    #[expect(clippy::too_many_arguments, reason = "the parts of a line, which has two callers")]
    fn line_ui(
        &self,
        ui: &mut Ui,
        id: Id,
        indent: f32,
        name: &str,
        said: &str,
        on: &mut bool,
        partly: bool,
    ) -> (bool, Ui) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), Sense::hover());
        let (left, right) = rect.split_left_right_at_x(rect.right() - theme::ASIDE);
        let left = left.with_min_x(left.left() + indent);
        let layout = Layout::left_to_right(Align::Center);
        let mut own = ui.new_child(UiBuilder::new().id_salt(id).max_rect(left).layout(layout));
        own.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        let check = Checkbox::new(on, name).indeterminate(partly);
        let clicked = check::check_ui(&mut own, check, self.editing.editable).accessible_name(said).clicked();
        let layout = Layout::right_to_left(Align::Center);
        (clicked, ui.new_child(UiBuilder::new().id_salt((id, "right")).max_rect(right).layout(layout)))
    }
}
