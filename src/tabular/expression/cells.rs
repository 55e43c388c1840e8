//! What a value that was typed or reckoned makes of a cell: which field of which object is to hold what, where it is to
//! stand, or why that cannot be.

use super::evaluate::{number, text};
use super::term::{CellExpression, CellValue};
use crate::edit::{Edit, intent};
use crate::model::{
    AnyId, AnyLink, CacheGroup, Coordinate, FieldInfo, Id, Kind, LocalizationMethod, PhysLocation, Plan, Position,
    Shape, Target, Value,
};
use crate::tabular::cell::cell;
use crate::tabular::codes;
use crate::tabular::columns::{Axis, CellSource, ColumnInfo, columns};
use crate::tabular::given::GivenColumns;

/// What a cell is to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum CellTarget {
    /// A field that value.
    Field(&'static str, Value),
    /// Its object is to stand there.
    Place(Position),
}

/// A cell that would change.
#[derive(Clone, Debug, PartialEq)]
pub struct CellChange {
    /// Of which object.
    pub object: AnyId,
    /// What it holds now, as it is shown.
    pub before: String,
    /// What it is to hold, as it is shown.
    pub after: String,
    /// The same as data.
    pub target: CellTarget,
}

/// Why a cell cannot hold what it is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRefusal {
    /// Of which object.
    pub object: AnyId,
    /// In the user's words.
    pub why: String,
}

/// The columns of a kind whose cells can be changed by themselves.
pub fn targets(kind: Kind) -> Vec<ColumnInfo> {
    columns(kind).into_iter().filter(|column| is_target(kind, column)).collect()
}

/// Whether the cells of a column can be changed by themselves.
pub fn is_target(kind: Kind, column: &ColumnInfo) -> bool {
    match column.source {
        CellSource::Place(_) => true,
        CellSource::Member(..) => kind == Kind::Coordinate,
        CellSource::Field(at) => kind.fields().get(at).is_some_and(|info| {
            let is_secret = kind == Kind::Parameter && info.key == "value";
            !info.volatile
                && !is_secret
                && matches!(
                    info.shape,
                    Shape::Bool | Shape::Int | Shape::Float | Shape::Text | Shape::Choice(_) | Shape::Link(_)
                )
        }),
        _ => false,
    }
}

impl CellTarget {
    /// What a cell is to hold where that text was typed into it.
    pub fn of_text(plan: &Plan, object: AnyId, column: &ColumnInfo, typed: &str) -> Result<Self, String> {
        let typed = typed.trim();
        let value = if typed.is_empty() { CellValue::Nothing } else { CellValue::Text(typed.to_owned()) };
        Self::of_value(plan, object, column, &value)
    }

    /// What a cell is to hold.
    pub fn of_value(plan: &Plan, object: AnyId, column: &ColumnInfo, value: &CellValue) -> Result<Self, String> {
        match column.source {
            CellSource::Place(axis) => place(plan, object, axis, value).map(Self::Place),
            CellSource::Member(_, "latitude") => place(plan, object, Axis::Latitude, value).map(Self::Place),
            CellSource::Member(_, "longitude") => place(plan, object, Axis::Longitude, value).map(Self::Place),
            CellSource::Field(at) => {
                let info = object.kind.fields().get(at).ok_or("there is no such field")?;
                Ok(Self::Field(info.key, field_value(plan, object.kind, info, value)?))
            }
            _ => Err(format!("{} follows from other objects: change these", column.header)),
        }
    }

    /// The same as it would be shown.
    fn words(&self, plan: &Plan, column: &ColumnInfo) -> String {
        match self {
            Self::Place(position) => {
                let is_latitude =
                    matches!(column.source, CellSource::Place(Axis::Latitude) | CellSource::Member(_, "latitude"));
                if is_latitude { position.latitude() } else { position.longitude() }.to_string()
            }
            Self::Field(_, value) => crate::tabular::say::value(plan, value),
        }
    }
}

/// One of the two numbers of a place; the other one stays.
fn place(plan: &Plan, object: AnyId, axis: Axis, value: &CellValue) -> Result<Position, String> {
    if *value == CellValue::Nothing {
        return Err("a position cannot be taken away here: clear the coordinate".to_owned());
    }
    let degrees = number(value).map_err(|error| error.to_string())?;
    let before = match object.kind {
        Kind::CacheGroup => {
            let group = plan.get::<CacheGroup>(Id::new(object.number)).ok_or("it is no longer in the plan")?;
            plan.follow_opt(group.coordinate.as_ref()).and_then(|coordinate| coordinate.position)
        }
        Kind::PhysLocation => {
            plan.get::<PhysLocation>(Id::new(object.number)).and_then(|site| site.position.as_ref()?.at)
        }
        _ => plan.get::<Coordinate>(Id::new(object.number)).and_then(|coordinate| coordinate.position),
    };
    let before = before.ok_or("it has no position yet: place it on the map, or type both numbers into its form")?;
    let position = match axis {
        Axis::Latitude => Position::new(degrees, before.longitude()),
        Axis::Longitude => Position::new(before.latitude(), degrees),
    };
    position.map_err(|error| error.to_string())
}

fn field_value(plan: &Plan, kind: Kind, info: &FieldInfo, value: &CellValue) -> Result<Value, String> {
    let text = text(value);
    if *value == CellValue::Nothing {
        return match info.shape {
            _ if info.nullable => Ok(Value::Null),
            Shape::Text if info.key != name_key(kind) => Ok(Value::Text(String::new())),
            _ => Err(format!("{} cannot be empty", info.form)),
        };
    }
    // Codes are shown as words, and typed as either.
    let coded = codes::of(kind, info.key).and_then(|all| {
        all.iter().find(|(_, word)| word.eq_ignore_ascii_case(&text)).map(|(code, _)| (*code).to_owned())
    });
    let text = coded.unwrap_or(text);
    match info.shape {
        Shape::Text => Ok(Value::Text(text)),
        Shape::Bool => match text.to_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(Value::Bool(true)),
            "no" | "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(format!("“{text}” is neither Yes nor No")),
        },
        Shape::Int => text.parse().map(Value::Int).map_err(|_| format!("“{text}” is not a whole number")),
        Shape::Float => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            Ok(_) | Err(_) => Err(format!("“{text}” is not a number")),
        },
        Shape::Choice(words) => {
            let method = LocalizationMethod::of_word(&text).map(LocalizationMethod::word);
            let word = words.iter().find(|word| word.eq_ignore_ascii_case(&text)).copied().or(method);
            let word = word.ok_or_else(|| format!("“{text}” is none of {}", words.join(", ")))?;
            Ok(Value::Text(word.to_owned()))
        }
        Shape::Link(target) => named(plan, target, &text),
        Shape::List(_) | Shape::Object(_) | Shape::Json => Err(format!("{} is changed in the form", info.form)),
    }
}

fn named(plan: &Plan, kind: Kind, name: &str) -> Result<Value, String> {
    let found: Vec<u64> = plan.numbers_named(kind, name).take(2).collect();
    match found.as_slice() {
        [only] => Ok(Value::Link(AnyLink { kind, target: Target::To(*only) })),
        [] => Err(format!("no {} is called “{name}”", kind.singular())),
        _ => Err(format!("several {} are called “{name}”: choose one in the form", kind.plural())),
    }
}

fn name_key(kind: Kind) -> &'static str {
    kind.fields().first().map_or("", |info| info.key)
}

/// What an expression makes of a column's cells: those that would change, and those that cannot be so.
pub fn changes(
    plan: &Plan,
    objects: &[AnyId],
    column: &ColumnInfo,
    expression: &CellExpression,
) -> (Vec<CellChange>, Vec<CellRefusal>) {
    let (mut changes, mut faults) = (Vec::new(), Vec::new());
    for object in objects {
        match change_of(plan, *object, column, expression) {
            Ok(Some(change)) => changes.push(change),
            Ok(None) => {}
            Err(why) => faults.push(CellRefusal { object: *object, why }),
        }
    }
    (changes, faults)
}

fn change_of(
    plan: &Plan,
    object: AnyId,
    column: &ColumnInfo,
    expression: &CellExpression,
) -> Result<Option<CellChange>, String> {
    let Some(entity) = plan.object(object) else { return Ok(None) };
    let value = expression.value(plan, (object, entity)).map_err(|error| error.to_string())?;
    let now = cell(plan, &GivenColumns::default(), object, column);
    let before = now.exact.unwrap_or(now.text);
    if value == CellValue::Nothing && before.is_empty() {
        return Ok(None);
    }
    let target = CellTarget::of_value(plan, object, column, &value)?;
    let after = target.words(plan, column);
    // Of degrees a table shows so many digits as all of a column have.
    let before = match (&target, before.parse::<f64>()) {
        (CellTarget::Place(_), Ok(degrees)) => degrees.to_string(),
        _ => before,
    };
    let is_same = match &target {
        CellTarget::Field(key, value) => entity.value_of(key) == *value,
        CellTarget::Place(_) => after == before,
    };
    Ok((!is_same).then_some(CellChange { object, before, after, target }))
}

/// All cells that change, as one edit.
pub fn edit_of(plan: &Plan, changes: &[CellChange]) -> Result<Edit, String> {
    let mut moves: Vec<(AnyId, Position)> = Vec::new();
    let mut fields = Vec::new();
    for change in changes {
        match &change.target {
            CellTarget::Place(position) => moves.push((change.object, *position)),
            CellTarget::Field(key, value) => fields.push((change.object, vec![(*key, value.clone())])),
        }
    }
    let edit = if moves.is_empty() { intent::change_each(plan, fields) } else { intent::relocate(plan, &moves) };
    edit.map_err(|refusal| refusal.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let mut plan = Plan::default();
        for (name, latitude) in [("edge-1-old", Some(10.0)), ("edge-2-old", Some(89.95)), ("mid-1", None)] {
            let position = latitude.and_then(|latitude| Position::new(latitude, 5.0).ok());
            let fields = vec![("name", Value::Text(name.to_owned()))];
            plan = plan.applying(&intent::create_cache_group(&plan, fields, position).unwrap()).unwrap();
        }
        plan
    }

    fn told(plan: &Plan, header: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let column = *targets(Kind::CacheGroup).iter().find(|column| column.header == header).unwrap();
        let expression = CellExpression::read(Kind::CacheGroup, text).unwrap();
        let (changed, faults) = changes(plan, &plan.ids(Kind::CacheGroup), &column, &expression);
        let words = changed.iter().map(|change| format!("{} > {}", change.before, change.after));
        (words.collect(), faults.into_iter().map(|fault| fault.why).collect())
    }

    #[test]
    fn every_changed_cell_is_told_and_so_is_what_cannot_be() {
        let plan = plan();
        assert_eq!(
            told(&plan, "Name", "replace(name,\"-old\",\"\")").0,
            ["edge-1-old > edge-1", "edge-2-old > edge-2"]
        );
        let (changed, faults) = told(&plan, "Latitude", "lat+0.1");
        assert_eq!(changed, ["10 > 10.1"]);
        assert_eq!(faults.len(), 1, "beyond the pole: {faults:?}");
        assert_eq!(told(&plan, "Short Name", "upper(part(name, '-', 1))+part(name,'-',2)").0.len(), 3);
        assert!(told(&plan, "Type", "'EDGE_LOC'").1[0].contains("no type is called"));
        assert_eq!(told(&plan, "Short Name", "nothing()"), (Vec::new(), Vec::new()));
        assert!(told(&plan, "Name", "''").1[0].contains("cannot be empty"));
        assert_eq!(told(&plan, "Latitude", "round(latitude * 2 / 3, 2)").0, ["10 > 6.67", "89.95 > 59.97"]);
    }

    #[test]
    fn results_are_the_decimals_that_people_reckon_with() {
        let plan = plan();
        let (id, group) = plan.cache_groups().iter().next().unwrap();
        for (text, expected) in [
            ("-26.2 + 0.1", -26.1),
            ("0.1 + 0.2", 0.3),
            ("1.1 * 3", 3.3),
            ("1 - 0.9", 0.1),
            ("1 / 3", 0.333_333_333_333_33),
            ("123456789012345678 + 0", 123_456_789_012_345_680.0),
        ] {
            let value = CellExpression::read(Kind::CacheGroup, text).unwrap().value(&plan, (AnyId::of(id), &**group));
            assert_eq!(value, Ok(CellValue::Number(expected)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let read =
            |text: &str| CellExpression::read(Kind::CacheGroup, text).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(
            read("lat +"),
            Err("at 6: a column, a number, a text or a function was to come, and there is nothing more".to_owned())
        );
        assert!(read("nonesuch + 1").unwrap_err().contains("no column is called"));
        assert!(read("twist(name)").unwrap_err().contains("there are replace, upper"));
        assert_eq!(read("replace(name)"), Err("replace is used like replace(text, what, by)".to_owned()));
        assert_eq!(read("'open"), Err("the text that begins at 1 has no closing quote".to_owned()));
        assert_eq!(read("lat lon").unwrap_err(), "at 5: an operator or the end was to come, and there is “l”");
        assert!(read(&"(".repeat(400)).is_err());
        assert!(read("-(1 + 2) * lat / 3 - 'a''b'").is_ok());
        let zero = CellExpression::read(Kind::CacheGroup, "lat / 0").unwrap();
        let plan = plan();
        let (id, group) = plan.cache_groups().iter().next().unwrap();
        assert!(zero.value(&plan, (AnyId::of(id), &**group)).is_err());
        let first = CellExpression::read(Kind::CacheGroup, "1 + upper(name)").unwrap().first_column();
        assert_eq!(first.unwrap().header, "Name");
    }
}
