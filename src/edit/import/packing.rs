//! Rows of an import in little room: what most of them say is held as the object that it makes. It knows rows, not files.

use super::incoming::IncomingObject;
use super::made::MadeFields;
use crate::model::{Kind, Shape, Value};

impl IncomingObject {
    /// Holds what it says as the object that has it, of the kinds of which a plan has the most. Such rows are told by all
    /// parts of their identities, and no reader looks into them again.
    pub fn pack(&mut self) {
        let is_many = matches!(self.kind, Kind::Server | Kind::CacheGroup | Kind::Coordinate);
        let is_whole = self.coarse.is_empty() && self.identity.iter().all(|part| !part.is_empty());
        // Secrets are looked for in what is listed.
        let has_json = || self.kind.fields().iter().any(|info| info.shape == Shape::Json);
        if !is_many || !is_whole || self.made.is_some() || has_json() {
            return;
        }
        match MadeFields::of(self.kind, std::mem::take(&mut self.fields)) {
            Ok(made) => self.made = Some(made),
            Err(fields) => self.fields = fields,
        }
    }

    /// Whether all that it says is held so.
    pub(super) fn is_made(&self) -> bool {
        self.fields.is_empty() && self.made.as_ref().is_some_and(|made| made.refused().is_empty())
    }

    /// Lists what it says again, to be changed. What it says and cannot have stays noted.
    pub(super) fn unpack(&mut self) {
        if let Some(made) = self.made.take() {
            self.fields.extend(made.values());
            self.made = made.without_fields();
        }
    }

    /// All that it says.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Value)> {
        self.fields.iter().cloned().chain(self.made.iter().flat_map(MadeFields::values))
    }

    /// The value that it says of a field.
    pub fn value(&self, key: &str) -> Option<Value> {
        let listed = self.fields.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
        listed.or_else(|| self.made.as_ref()?.value(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::model::{Absent, AnyLink, Server, Target};

    fn row(fields: Vec<(&'static str, Value)>) -> IncomingObject {
        let place = Place::whole(&"servers.json".into());
        IncomingObject::of(Kind::Server, place, vec!["cdn".to_owned(), "host".to_owned()], fields)
    }

    /// Empty fields are said too: they empty what a plan has.
    #[test]
    fn a_packed_row_says_what_it_said() {
        let link = |kind, name: &str| Value::Link(AnyLink { kind, target: Target::Absent(Absent::named(name)) });
        let fields = vec![
            (Server::HOST_NAME, Value::Text("host".to_owned())),
            (Server::DOMAIN_NAME, Value::Null),
            (Server::CDN, link(Kind::Cdn, "cdn")),
            (Server::PROFILES, Value::List(vec![link(Kind::Profile, "EDGE")])),
            (Server::TCP_PORT, Value::Int(80)),
            (Server::INTERFACES, Value::List(Vec::new())),
        ];
        let mut packed = row(fields.clone());
        packed.pack();
        assert!(packed.made.is_some() && packed.fields.is_empty());
        for (key, value) in &fields {
            assert_eq!(packed.value(key).as_ref(), Some(value));
        }
        assert_eq!(packed.value(Server::RACK), None);
        packed.unpack();
        assert_eq!((packed.fields, packed.made.is_none()), (fields, true));
    }

    #[test]
    fn what_cannot_be_had_is_noted_and_what_is_unknown_stays_a_list() {
        let mut refused = row(vec![(Server::TCP_PORT, Value::Text("many".to_owned()))]);
        refused.pack();
        assert_eq!(refused.made.as_ref().map(|made| made.refused().len()), Some(1));
        refused.unpack();
        assert!(refused.made.is_some_and(|made| made.refused().len() == 1 && made.values().next().is_none()));
        let mut unknown = row(vec![("nonesuch", Value::Null)]);
        unknown.pack();
        assert!(unknown.made.is_none() && unknown.fields.len() == 1);
        let mut nameless = IncomingObject { identity: vec![String::new(), "host".to_owned()], ..row(Vec::new()) };
        nameless.pack();
        assert!(nameless.made.is_none());
    }

    /// A row takes little more than the object that it makes.
    #[test]
    fn rows_are_small() {
        assert!(size_of::<IncomingObject>() <= 216, "{}", size_of::<IncomingObject>());
        assert!(size_of::<MadeFields>() <= 32);
    }
}
