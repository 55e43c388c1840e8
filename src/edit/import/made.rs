//! What a row says, as the object that it comes to where the plan has none yet. Of hundreds of thousands of rows this takes
//! a third of the room that lists of values do, and the object need not be made again. It knows no plan.

use super::incoming::IncomingObject;
use crate::edit::describe::is_same_value;
use crate::model::{AnyEntity, AnyLink, Kind, Shape, Value};

/// The fields that a row says, within an object that has them. Links are as the row gives them.
#[derive(Debug)]
pub struct MadeFields {
    entity: Box<dyn AnyEntity>,
    /// A bit for each field of the kind that the row says.
    said: u64,
    /// Fields whose values the object refused, and why.
    refused: Box<[(&'static str, String)]>,
}

impl Clone for MadeFields {
    fn clone(&self) -> Self {
        Self { entity: self.entity.copied(), said: self.said, refused: self.refused.clone() }
    }
}

impl MadeFields {
    /// Of a row's fields; gives them back where they cannot be held so.
    fn of(kind: Kind, fields: Vec<(&'static str, Value)>) -> Result<Self, Vec<(&'static str, Value)>> {
        let places: Option<Vec<usize>> = fields.iter().map(|(key, _)| kind.field_at(key)).collect();
        let Some(places) = places.filter(|places| places.iter().all(|at| *at < u64::BITS as usize)) else {
            return Err(fields);
        };
        let mut made = Self { entity: kind.blank(), said: 0, refused: Box::default() };
        let mut refused = Vec::new();
        for (at, (key, value)) in places.into_iter().zip(fields) {
            made.said |= 1 << at;
            if !is_same_value(key, &made.entity.value_at(at), &value)
                && let Err(error) = made.entity.set_at(at, value)
            {
                refused.push((key, error.to_string()));
            }
        }
        made.refused = refused.into();
        Ok(made)
    }

    /// Whether the row says a field.
    pub(super) fn says(&self, key: &str) -> bool {
        self.entity.any_kind().field_at(key).is_some_and(|at| self.says_at(at))
    }

    fn says_at(&self, at: usize) -> bool {
        at < u64::BITS as usize && self.said & 1 << at != 0
    }

    /// The fields, as a list has them.
    pub(super) fn values(&self) -> impl Iterator<Item = (&'static str, Value)> {
        let fields = self.entity.any_kind().fields().iter().enumerate();
        fields.filter(|(at, _)| self.says_at(*at)).map(|(at, info)| (info.key, self.entity.value_at(at)))
    }

    /// Adds what another row says of the same object; `differs` is told of what it says otherwise.
    pub(super) fn complete(&mut self, other: &Self, mut differs: impl FnMut(&'static str, &Value)) {
        for (at, info) in self.entity.any_kind().fields().iter().enumerate().filter(|(at, _)| other.says_at(*at)) {
            let value = other.entity.value_at(at);
            if self.says_at(at) {
                let known = self.entity.value_at(at);
                if known != value {
                    differs(info.key, &known);
                }
            } else if self.entity.set_at(at, value).is_ok() {
                self.said |= 1 << at;
            }
        }
    }

    /// Calls a function with every object that the row names.
    pub(super) fn links(&self, visit: &mut dyn FnMut(AnyLink)) {
        self.entity.any_links(visit);
    }

    /// Why values cannot be had, by field.
    pub(super) fn refused(&self) -> &[(&'static str, String)] {
        &self.refused
    }

    /// The object.
    pub(super) fn into_entity(self) -> Box<dyn AnyEntity> {
        self.entity
    }
}

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
        self.fields.is_empty() && self.made.as_ref().is_some_and(|made| made.refused.is_empty())
    }

    /// Lists what it says again, to be changed. What it says and cannot have stays noted.
    pub(super) fn unpack(&mut self) {
        if let Some(mut made) = self.made.take() {
            self.fields.extend(made.values());
            if !made.refused.is_empty() {
                (made.entity, made.said) = (self.kind.blank(), 0);
                self.made = Some(made);
            }
        }
    }

    /// All that it says.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Value)> {
        self.fields.iter().cloned().chain(self.made.iter().flat_map(MadeFields::values))
    }

    /// The value that it says of a field.
    pub fn value(&self, key: &str) -> Option<Value> {
        let listed = self.fields.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
        listed.or_else(|| self.made.as_ref().filter(|made| made.says(key)).map(|made| made.entity.value_of(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::model::{Absent, Server, Target};

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
        assert!(size_of::<IncomingObject>() <= 264, "{}", size_of::<IncomingObject>());
        assert!(size_of::<MadeFields>() <= 40);
    }
}
