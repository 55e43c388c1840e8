//! What many rows of a file refer to, held once: two hundred thousand servers name a few types, statuses and profiles.
//! It knows names and ids, and no kind.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Absent, AnyLink, QuickSet, Target, Value};

/// So many are remembered by each core; where there are more, what comes next is remembered instead.
const REMEMBERED: usize = 1 << 13;

/// What was named of late, apart for each core that reads rows.
#[derive(Debug)]
pub(super) struct SharedAbsents(Vec<Mutex<QuickSet<Arc<Absent>>>>);

impl Default for SharedAbsents {
    fn default() -> Self {
        Self((0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect())
    }
}

impl SharedAbsents {
    /// The one that is held for all that are the same, as far as is remembered.
    pub(super) fn share(&self, absent: Absent) -> Arc<Absent> {
        let core = rayon::current_thread_index().map_or(0, |index| index + 1);
        let Some(remembered) = self.0.get(core) else { return Arc::new(absent) };
        let mut remembered = remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = remembered.get(&absent) {
            return Arc::clone(known);
        }
        if REMEMBERED <= remembered.len() {
            remembered.clear();
        }
        let absent = Arc::new(absent);
        remembered.insert(Arc::clone(&absent));
        absent
    }

    /// Shares all that a value names.
    pub(super) fn share_within(&self, value: &mut Value) {
        match value {
            Value::Link(AnyLink { target: Target::Absent(absent), .. }) => {
                *absent = self.share(Arc::unwrap_or_clone(std::mem::take(absent)));
            }
            Value::List(items) => items.iter_mut().for_each(|item| self.share_within(item)),
            Value::Object(members) => members.iter_mut().for_each(|(_, member)| self.share_within(member)),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Text(_)
            | Value::Json(_)
            | Value::Link(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(id: usize) -> Absent {
        Absent { identity: Vec::new(), traffic_ops_id: i64::try_from(id).ok() }
    }

    /// What rows name is held some times for all of them, not once for each.
    #[test]
    fn rows_share_what_they_name() {
        use crate::finding::{At, Place};
        use crate::formats::json::{Json, parse};
        use crate::formats::traffic_ops::entities::EntityReader;
        use crate::model::Kind;

        let reader = EntityReader::of(Kind::Server);
        let mut held = QuickSet::default();
        for at in 0..1_000 {
            let text = format!(
                r#"{{"id": {}, "hostName": "h{at}", "cdn": "c", "cdnID": 2, "type": "EDGE", "typeID": 3, "status": "ONLINE",
                "statusID": 1, "profiles": ["p", "q"], "cacheGroup": "g{}", "cacheGroupID": {}}}"#,
                at + 1,
                at / 100,
                at / 100 + 1
            );
            let Json::Object(members) = parse(text.as_bytes()).unwrap() else { panic!("an object") };
            let place = Place { file: "servers.json".into(), at: At::Row(at) };
            for (_, value) in reader.read(true, place, members).objects.into_iter().flat_map(|object| object.fields) {
                let values = if let Value::List(items) = value { items } else { vec![value] };
                for value in values {
                    if let Value::Link(AnyLink { target: Target::Absent(absent), .. }) = value {
                        held.insert(Arc::as_ptr(&absent));
                        // What is let go of could be found again at the same place.
                        std::mem::forget(absent);
                    }
                }
            }
        }
        assert_eq!(held.len(), 3 + 2 + 10, "a CDN, a type, a status, two profiles and ten cache groups");
    }

    #[test]
    fn the_same_is_held_once_and_what_is_remembered_is_bounded() {
        let shared = SharedAbsents::default();
        let first = shared.share(numbered(1));
        assert!(Arc::ptr_eq(&first, &shared.share(numbered(1))) && !Arc::ptr_eq(&first, &shared.share(numbered(2))));
        for id in 0..3 * REMEMBERED {
            assert_eq!(*shared.share(numbered(id)), numbered(id));
        }
        assert!(shared.0.iter().all(|core| core.lock().unwrap().len() <= REMEMBERED));
    }
}
