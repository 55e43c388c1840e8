//! A plan as a KML document: styles, then a folder a kind, then lines in folders of their own.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::style::{self, MarkStyle};
use crate::finding::{Finding, Place, Severity};
use crate::formats::csv::cell;
use crate::formats::json::{self, Json};
use crate::formats::placemarks::{DrawnLine, KIND, LINK, LineKind, PlacedObject, PlacedObjects};
use crate::formats::writing::{WritingError, Written};
use crate::geometry::scene::GroupType;
use crate::model::{Identities, Kind, Plan, Position, Shape, Value};

/// Writes into memory, where nothing can fail but what is told.
type Xml = Writer<Vec<u8>>;

/// Writes a plan's cache groups, phys locations, servers, ASNs and links.
pub fn write(plan: &Plan) -> Result<Written, WritingError> {
    let (placed, names) = (PlacedObjects::of(plan), Identities::of(plan));
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("kml").with_attribute(("xmlns", "http://www.opengis.net/kml/2.2"));
    root.write_inner_content(|xml| {
        xml.create_element("Document").write_inner_content(|xml| document(xml, &placed, &names))?;
        Ok(())
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(Written::one(bytes, notes(&placed)))
}

fn notes(placed: &PlacedObjects) -> Vec<Finding> {
    let note = |severity, message| Finding::new(severity, Place::whole(&"KML".into()), "", message);
    let mut notes = Vec::new();
    if let Some(unplaced) = placed.unplaced() {
        let message = format!("without a position and so without a point: {unplaced}");
        notes.push(note(Severity::Note, message));
    }
    let odd = |object: &&PlacedObject| {
        let is_odd = |(_, _, value): &(_, _, Value)| matches!(value, Value::Text(text) if text.contains(is_forbidden));
        object.properties.iter().any(is_odd)
    };
    for object in placed.kinds().into_iter().flat_map(|(_, objects)| objects).filter(odd) {
        let message = format!(
            "the {} `{}` has characters that XML cannot hold; each is written as \u{fffd}",
            object.kind.singular(),
            object.name
        );
        notes.push(note(Severity::Warning, message));
    }
    notes
}

fn document(xml: &mut Xml, placed: &PlacedObjects, names: &Identities<'_>) -> std::io::Result<()> {
    for type_ in GroupType::ALL {
        icon_style(xml, &style::of_type(type_))?;
    }
    for style in [&style::SITE, &style::SERVER, &style::ASN] {
        icon_style(xml, style)?;
    }
    for kind in LineKind::ALL {
        line_style(xml, &style::of_line(kind))?;
    }
    for (kind, objects) in placed.kinds() {
        folder(xml, &titled(kind.plural()), |xml| objects.iter().try_for_each(|object| of_object(xml, object, names)))?;
    }
    folder(xml, "Links", |xml| {
        for kind in LineKind::ALL {
            let title = match kind {
                LineKind::Parent => "Parents",
                LineKind::SecondaryParent => "Secondary parents",
                LineKind::Fallback => "Fallbacks",
            };
            let lines = placed.lines.iter().filter(|line| line.kind == kind);
            folder(xml, title, |xml| lines.into_iter().try_for_each(|line| of_line(xml, line)))?;
        }
        Ok(())
    })
}

fn folder(xml: &mut Xml, title: &str, fill: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> std::io::Result<()> {
    xml.create_element("Folder").write_inner_content(|xml| {
        text(xml, "name", title)?;
        fill(xml)
    })?;
    Ok(())
}

fn icon_style(xml: &mut Xml, style: &MarkStyle) -> std::io::Result<()> {
    xml.create_element("Style").with_attribute(("id", style.id)).write_inner_content(|xml| {
        xml.create_element("IconStyle").write_inner_content(|xml| {
            text(xml, "color", style.colour)?;
            text(xml, "scale", &style.size.to_string())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn line_style(xml: &mut Xml, style: &MarkStyle) -> std::io::Result<()> {
    xml.create_element("Style").with_attribute(("id", style.id)).write_inner_content(|xml| {
        xml.create_element("LineStyle").write_inner_content(|xml| {
            text(xml, "color", style.colour)?;
            text(xml, "width", &style.size.to_string())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn of_object(xml: &mut Xml, object: &PlacedObject, names: &Identities<'_>) -> std::io::Result<()> {
    let style = match object.kind {
        Kind::Server => style::SERVER,
        Kind::Asn => style::ASN,
        _ => object.type_.map_or(style::SITE, style::of_type),
    };
    xml.create_element("Placemark").write_inner_content(|xml| {
        text(xml, "name", &object.name)?;
        text(xml, "styleUrl", &format!("#{}", style.id))?;
        xml.create_element("ExtendedData").write_inner_content(|xml| {
            datum(xml, KIND, object.kind.key())?;
            object
                .properties
                .iter()
                .try_for_each(|(key, shape, value)| datum(xml, key, &value_text(shape, value, names)))
        })?;
        let Some(position) = object.position else { return Ok(()) };
        xml.create_element("Point").write_inner_content(|xml| text(xml, "coordinates", &pair(position)))?;
        Ok(())
    })?;
    Ok(())
}

fn of_line(xml: &mut Xml, line: &DrawnLine) -> std::io::Result<()> {
    xml.create_element("Placemark").write_inner_content(|xml| {
        text(xml, "name", &format!("{} \u{2192} {}", line.from, line.to))?;
        text(xml, "styleUrl", &format!("#{}", style::of_line(line.kind).id))?;
        xml.create_element("ExtendedData").write_inner_content(|xml| {
            datum(xml, KIND, LINK)?;
            datum(xml, LINK, line.kind.word())?;
            datum(xml, "from", &line.from)?;
            datum(xml, "to", &line.to)?;
            line.order.map_or(Ok(()), |order| datum(xml, "order", &order.to_string()))
        })?;
        let string = |xml: &mut Xml, piece: &[Position]| {
            xml.create_element("LineString").write_inner_content(|xml| {
                text(xml, "tessellate", "1")?;
                text(xml, "coordinates", &piece.iter().copied().map(pair).collect::<Vec<_>>().join(" "))
            })?;
            Ok(())
        };
        match line.pieces.as_slice() {
            [piece] => string(xml, piece),
            pieces => {
                let all = xml.create_element("MultiGeometry");
                all.write_inner_content(|xml| pieces.iter().try_for_each(|piece| string(xml, piece)))?;
                Ok(())
            }
        }
    })?;
    Ok(())
}

/// A value as the text of a datum: as in the cell of a table, but for texts, which stand as they are.
fn value_text(shape: &Shape, value: &Value, names: &Identities<'_>) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Link(link) => match cell::link_json(link, names) {
            Json::Text(name) if !name.starts_with(['[', '{', '"']) => name.into_owned(),
            other => json::compact(&other.into_value()),
        },
        value => cell::write(shape, value.clone(), names),
    }
}

fn datum(xml: &mut Xml, key: &str, value: &str) -> std::io::Result<()> {
    xml.create_element("Data").with_attribute(("name", key)).write_inner_content(|xml| text(xml, "value", value))?;
    Ok(())
}

fn text(xml: &mut Xml, element: &str, content: &str) -> std::io::Result<()> {
    let mut escaped = quick_xml::escape::escape(content).replace('\r', "&#13;").replace(is_forbidden, "\u{fffd}");
    // Lines around a value are taken for its printer's, unless they are told by number.
    if content.starts_with('\n') {
        escaped = escaped.replace('\n', "&#10;");
    }
    xml.create_element(element).write_text_content(BytesText::from_escaped(escaped))?;
    Ok(())
}

/// Whether XML has no way to hold a character.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// As maps have it: east first.
fn pair(position: Position) -> String {
    format!("{:?},{:?}", position.longitude(), position.latitude())
}

fn titled(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
