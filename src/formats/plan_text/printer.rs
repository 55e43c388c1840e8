//! Which text this program makes of a plan: a word that another version has otherwise where it may print otherwise. It
//! knows no plan.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::VERSION;
use super::write::defaults;
use crate::model::{Kind, RelationKind, seed};

/// Counts how often the same plan has come to be printed otherwise; a test says when that is due.
pub const PRINT_REVISION: u64 = 1;

/// What tells the texts of this program from those of another version. A text of the same word has, for the same plan,
/// the same bytes.
pub fn printer() -> String {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), VERSION, PRINT_REVISION).hash(&mut hasher);
    for kind in Kind::ALL {
        (kind.key(), seed::names(*kind)).hash(&mut hasher);
        for (info, default) in kind.fields().iter().zip(defaults(*kind)) {
            (info.key, info.volatile, format!("{default:?}")).hash(&mut hasher);
        }
    }
    for relation in RelationKind::ALL {
        relation.key().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
