//! What the Explain tab holds between frames: who asks for what. It draws nothing.

use std::sync::Arc;

use crate::model::{DeliveryService, DownPart, Id, Kind, Plan, Position};
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

    /// The services that can be asked for, by name.
    pub(super) fn services(plan: &Plan) -> Vec<&str> {
        let all = plan.indexes.names_sorted(Kind::DeliveryService);
        let is_of_a_cdn =
            |number: u64| plan.get(Id::<DeliveryService>::new(number)).is_some_and(|service| service.cdn.is_some());
        all.filter(|(_, number)| is_of_a_cdn(*number)).map(|(name, _)| name).collect()
    }

    /// The service that is asked for: the one that was chosen, as long as it is there, or the first.
    pub(super) fn service<'p>(&self, plan: &'p Plan) -> Option<&'p str> {
        let chosen = self.service.as_deref().and_then(|service| plan.find::<DeliveryService>(service));
        match chosen.and_then(|id| plan.get(id)) {
            Some(service) => Some(&service.xml_id),
            None => Self::services(plan).first().copied(),
        }
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
        let own = plan.find::<DeliveryService>(service).and_then(|id| plan.get(id))?;
        let cdn = plan.follow_opt(own.cdn.as_ref())?.name.clone();
        Some(ExplainOrder {
            cdn,
            service: service.to_owned(),
            client,
            path: self.path.clone(),
            aaaa: false,
            down: down.to_vec(),
        })
    }
}
