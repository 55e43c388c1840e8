//! What somebody has typed into one field, and of what object. It knows no form.

use std::sync::atomic::{AtomicU64, Ordering};

use super::node::{InputFault, InputNode, check_range};
use crate::model::{AnyId, FieldInfo, Kind, Value};

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FormSubject {
    /// An object of the plan.
    Object(AnyId),
    /// One that is yet to be made.
    New(Kind),
}

impl FormSubject {
    /// Its kind.
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Object(object) => object.kind,
            Self::New(kind) => kind,
        }
    }

    /// The object; none: it is yet to be made.
    pub(super) const fn object(self) -> Option<AnyId> {
        match self {
            Self::Object(object) => Some(object),
            Self::New(_) => None,
        }
    }
}

/// A field of a form.
#[derive(Debug)]
pub(super) struct FieldDraft {
    /// What it is.
    pub info: FieldInfo,
    /// What the plan has.
    pub value: Value,
    /// The same as input.
    origin: InputNode,
    /// What stands in the form.
    pub node: InputNode,
    /// What the plan had before it changed underneath something typed.
    pub before: Option<Value>,
    /// Why the last attempt was refused.
    pub refusal: Option<String>,
    /// Whether something else stands there than the plan has, or than new objects start with.
    touched: bool,
    /// Whether new objects start with something else than nothing.
    prefilled: bool,
    /// The value in the form, or why it is none; none: the plan's own.
    typed: Option<Result<Value, InputFault>>,
    /// Counts up with everything that is typed anywhere: the newest is undone first.
    pub typed_at: u64,
}

/// Counts what is typed.
static TYPED: AtomicU64 = AtomicU64::new(1);

impl FieldDraft {
    /// A field with a value, in which nobody has typed.
    pub(super) fn new(info: FieldInfo, value: Value) -> Self {
        let origin = InputNode::of(&info.shape, &value);
        let node = origin.clone();
        Self {
            info,
            value,
            node,
            origin,
            before: None,
            refusal: None,
            touched: false,
            prefilled: false,
            typed: None,
            typed_at: 0,
        }
    }

    /// To be called when something was typed: reads it once, so that frames need not.
    pub(super) fn settle(&mut self) {
        self.touched = self.node != self.origin;
        self.typed_at = if self.touched { TYPED.fetch_add(1, Ordering::Relaxed) } else { 0 };
        let read = || {
            let value = self.node.read(&self.info.shape, self.info.nullable)?;
            check_range(self.info.key, &value)?;
            Ok(value)
        };
        self.typed = (self.touched || self.prefilled).then(read);
        self.refusal = None;
    }

    /// Whether something else stands there than at first.
    pub(super) const fn is_touched(&self) -> bool {
        self.touched
    }

    /// The value, or why it is none.
    pub(super) fn read(&self) -> Result<&Value, InputFault> {
        match &self.typed {
            None => Ok(&self.value),
            Some(read) => read.as_ref().map_err(|fault| *fault),
        }
    }

    /// Whether Update would change the field, or fail to.
    pub(super) fn is_changed(&self) -> bool {
        self.touched && self.read() != Ok(&self.value)
    }

    /// Takes what stands there as what stood there at first.
    pub(super) fn start_here(&mut self) {
        self.prefilled = self.node != self.origin;
        self.origin = self.node.clone();
        self.settle();
    }

    /// Takes over what the plan has now.
    pub(super) fn follow(&mut self, value: Value) {
        if value == self.value {
            return;
        }
        let fresh = InputNode::of(&self.info.shape, &value);
        if !self.touched {
            self.node = fresh.clone();
            self.before = None;
        } else if self.node == fresh {
            self.before = None;
        } else {
            self.before.get_or_insert_with(|| self.value.clone());
        }
        self.value = value;
        self.origin = fresh;
        self.settle();
    }

    /// Forgets what was typed.
    pub(super) fn discard(&mut self) {
        if self.touched {
            self.node = self.origin.clone();
            self.settle();
        }
        self.before = None;
        self.refusal = None;
    }
}
