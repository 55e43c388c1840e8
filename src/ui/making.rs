//! A new CDN and servers in bulk: their dialogs, and what follows when they have made something. It draws nothing.

use super::app::App;
use super::dialogs::{Dialog, add_servers, new_cdn};
use super::dispatch::{CHANGING, LARGE_EDIT};
use super::order::Making;
use super::outcome::Said;
use super::selection::Selection;
use crate::model::{AnyId, CacheGroup, Id, Kind};

impl App {
    /// Asks for a new CDN, to stand in the middle of the map.
    pub(super) fn show_new_cdn(&mut self) {
        if !self.document.is_editable() {
            self.toasts.refuse("Open a plan to edit it before you make a CDN".to_owned());
            return;
        }
        let dialog = if let Some(Dialog::NewCdn(mut left)) = self.left.take() {
            left.resume();
            left
        } else {
            let middle = self.map.looks_at().map(|(middle, _)| middle);
            let places = self.map.place_names(&self.ctx);
            Box::new(new_cdn::NewCdnDialog::new(self.document.plan(), middle, places))
        };
        self.dialog = Some(Dialog::NewCdn(dialog));
    }

    /// Asks for servers for the selected cache group.
    pub(super) fn show_add_servers(&mut self) {
        let group = self.chosen_group().filter(|_| self.document.is_editable());
        let dialog = group.and_then(|group| match self.left.take() {
            Some(Dialog::AddServers(mut left)) if left.is_for(group) => {
                left.resume();
                Some(left)
            }
            _ => add_servers::AddServersDialog::new(self.document.plan(), group).map(Box::new),
        });
        match dialog {
            Some(dialog) => self.dialog = Some(Dialog::AddServers(dialog)),
            None => self.toasts.refuse("Select one cache group, on the map or in its table, to add servers".to_owned()),
        }
    }

    /// The cache group that is selected, if it is one.
    pub(super) fn chosen_group(&self) -> Option<Id<CacheGroup>> {
        let lead = self.selection.lead().filter(|_| self.selection.len() == 1)?;
        (lead.kind == Kind::CacheGroup).then(|| Id::new(lead.number))
    }

    /// Makes something and shows it.
    pub(super) fn make(&mut self, making: Making) {
        if making.edit.changes.len() <= LARGE_EDIT {
            let edit = making.edit.clone();
            match self.document.perform(edit) {
                Some(Ok(())) => self.take_made(making),
                Some(Err(error)) => self.toasts.refuse(error.to_string()),
                None => self.toasts.refuse("The plan cannot be edited: nothing was made".to_owned()),
            }
            return;
        }
        self.with_session(CHANGING, move |session| match session.perform(making.edit.clone()) {
            Ok(_) => Said::Made(Box::new(making)),
            Err(error) => Said::Refusal(error.to_string()),
        });
    }

    /// Shows what was made.
    pub(super) fn take_made(&mut self, making: Making) {
        let kind = making.selects.first().map(|object: &AnyId| object.kind);
        self.selection = Selection::many(making.selects);
        if let Some(kind) = kind {
            self.show_table(kind);
        }
        self.map.reveal(making.reveals);
        self.toasts.done(making.notice, making.edit.label);
    }
}
