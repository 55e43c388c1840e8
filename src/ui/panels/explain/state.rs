//! What the Explain tab holds between frames: who asks for what. It draws nothing.

use std::sync::Arc;

use crate::model::{DeliveryService, DownPart, Plan, Position};
use crate::session::tasks::what_if::{ExplainOrder, ExplainedClient};
use crate::ui::derived::failures::Explained;
use crate::ui::view::ViewContext;

/// The Explain tab between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct ExplainTab {
    /// What is typed.
    pub(super) text: String,
    /// The path that is asked for.
    pub(super) path: String,
    /// The service that was chosen; none: the first.
    pub(super) service: Option<String>,
    client: Option<Result<ExplainedClient, String>>,
}

impl ExplainTab {
    /// Forgets everything: another plan has been opened.
    pub(in crate::ui) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Asks for a client at a place.
    pub(in crate::ui) fn ask_at(&mut self, at: Position) {
        self.text = format!("{:.4},{:.4}", at.latitude(), at.longitude());
        self.ask();
    }

    /// Asks for what is typed.
    pub(in crate::ui) fn ask(&mut self) {
        self.client = (!self.text.trim().is_empty()).then(|| ExplainedClient::read(&self.text));
    }

    /// Why what is typed cannot be asked.
    pub(super) fn wrong(&self) -> Option<&str> {
        self.client.as_ref()?.as_ref().err().map(String::as_str)
    }

    /// The service that is asked for.
    pub(super) fn service(&self, plan: &Plan) -> Option<String> {
        let is_there = |own: &&String| plan.find::<DeliveryService>(own).is_some();
        let first = || {
            let of_cdn = plan.delivery_services().iter().filter(|(_, own)| own.cdn.is_some());
            of_cdn.map(|(_, own)| own.xml_id.clone()).min()
        };
        self.service.as_ref().filter(is_there).cloned().or_else(first)
    }

    /// What was explained, the newest that is known.
    pub(in crate::ui) fn explanation(&self, view: &ViewContext<'_>, down: &[DownPart]) -> Option<Arc<Explained>> {
        let order = self.order(view.plan, down)?;
        view.derived.explained(&order).map(|(found, _)| found)
    }

    /// What is to be explained; none: nobody asks.
    pub(in crate::ui) fn order(&self, plan: &Plan, down: &[DownPart]) -> Option<ExplainOrder> {
        let client = self.client.as_ref()?.as_ref().ok()?.clone();
        let service = self.service(plan)?;
        let own = plan.find::<DeliveryService>(&service).and_then(|id| plan.get(id))?;
        let cdn = plan.follow_opt(own.cdn.as_ref())?.name.clone();
        Some(ExplainOrder { cdn, service, client, path: self.path.clone(), aaaa: false, down: down.to_vec() })
    }
}
