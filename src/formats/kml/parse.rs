//! XML to placemarks. Document types and entities are refused: what they can do is of no use on a map.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use thiserror::Error;

/// Deeper than folders are nested.
const MAX_DEPTH: usize = 64;

/// So much of a file is looked at to recognise it.
const LOOKED_AT: usize = 1 << 12;

/// Why a document is no KML that is read.
#[derive(Debug, Error)]
pub enum KmlError {
    /// The bytes are no text.
    #[error("not UTF-8: save the document as UTF-8")]
    NotUtf8,
    /// Something else than KML.
    #[error("this is no KML: its outermost element is `{0}`")]
    NotKml(String),
    /// A document type, which could define entities and name other files.
    #[error("a document type (DOCTYPE) is not read: take it out")]
    DocType,
    /// An entity that is none of XML's five.
    #[error("the entity `&{0};` is not read: write the characters themselves")]
    Entity(String),
    /// Elements within elements without end.
    #[error("elements are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// It is no XML.
    #[error("this is no XML: {0}")]
    Xml(#[from] quick_xml::Error),
    /// It ends within an element.
    #[error("the document ends within `{0}`")]
    BreaksOff(String),
}

/// A placemark as it stands there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placemark {
    /// The line in which it begins.
    pub line: usize,
    /// The names of the folders around it, the innermost last.
    pub folders: Vec<String>,
    /// Its name.
    pub name: Option<String>,
    /// What its extended data say.
    pub data: Vec<(String, String)>,
    /// Its geometries: the name of the element and the text of its coordinates.
    pub geometries: Vec<(String, String)>,
}

/// Whether bytes are KML, by their outermost element.
pub fn recognises(bytes: &[u8]) -> bool {
    let begin = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let begin = String::from_utf8_lossy(begin);
    let begin = begin.trim_start_matches('\u{feff}').trim_start();
    begin.starts_with('<')
        && (begin.contains("<kml") || begin.contains(":kml") || begin.contains("earth.google.com/kml"))
}

/// Calls a function with every placemark of a document.
pub(super) fn placemarks(bytes: &[u8], each: impl FnMut(Placemark)) -> Result<(), (usize, KmlError)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        (before.split(|byte| *byte == b'\n').count(), KmlError::NotUtf8)
    })?;
    let mut reader = Reader::from_str(text);
    let mut parsing = KmlParsing {
        each,
        lines: LineCounter { text, at: 0, line: 1 },
        open: Vec::new(),
        folders: Vec::new(),
        placemark: None,
        datum: None,
        text: String::new(),
        is_exact: false,
    };
    let result = parsing.document(&mut reader);
    let at = usize::try_from(reader.error_position().max(reader.buffer_position())).unwrap_or_default();
    result.map_err(|error| (parsing.lines.line_of(at), error))
}

/// Counts lines as far as was read.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of(&mut self, at: usize) -> usize {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += passed.split(|byte| *byte == b'\n').count() - 1;
        self.at = self.at.max(at);
        self.line
    }
}

struct KmlParsing<'t, E> {
    each: E,
    lines: LineCounter<'t>,
    /// The names of the elements that are open.
    open: Vec<String>,
    /// The names of the folders that are open; empty until a name comes.
    folders: Vec<String>,
    /// The placemark that is open.
    placemark: Option<Placemark>,
    /// The name of the datum that is open.
    datum: Option<String>,
    text: String,
    /// Whether white space was written by its number, and so is meant.
    is_exact: bool,
}

impl<E: FnMut(Placemark)> KmlParsing<'_, E> {
    fn document(&mut self, reader: &mut Reader<&[u8]>) -> Result<(), KmlError> {
        loop {
            let begin = usize::try_from(reader.buffer_position()).unwrap_or_default();
            match reader.read_event()? {
                Event::Start(element) => self.start(&element, begin)?,
                Event::Empty(element) => {
                    self.start(&element, begin)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text.push_str(&text.decode().map_err(quick_xml::Error::from)?),
                Event::CData(text) => self.text.push_str(&text.decode().map_err(quick_xml::Error::from)?),
                Event::GeneralRef(reference) => {
                    let character = resolved(&reference)?;
                    self.is_exact |= character.is_whitespace();
                    self.text.push(character);
                }
                Event::DocType(_) => return Err(KmlError::DocType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => {
                    return match self.open.pop() {
                        Some(open) => Err(KmlError::BreaksOff(open)),
                        None => Ok(()),
                    };
                }
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, begin: usize) -> Result<(), KmlError> {
        let name = local_name(element);
        if self.open.is_empty() && name != "kml" {
            return Err(KmlError::NotKml(name));
        }
        if MAX_DEPTH <= self.open.len() {
            return Err(KmlError::TooDeep);
        }
        match (&mut self.placemark, name.as_str()) {
            (None, "Placemark") => {
                let line = self.lines.line_of(begin);
                self.placemark = Some(Placemark { line, folders: self.folders.clone(), ..Placemark::default() });
            }
            (None, "Folder" | "Document") => self.folders.push(String::new()),
            (Some(_), "Data" | "SimpleData") => self.datum = attribute(element, "name")?,
            // Geometries without coordinates of their own count too.
            (Some(placemark), "Track" | "Model") => placemark.geometries.push((name.clone(), String::new())),
            _ => {}
        }
        self.text.clear();
        self.is_exact = false;
        self.open.push(name);
        Ok(())
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        let parent = self.open.last().map_or("", String::as_str);
        let text = std::mem::take(&mut self.text);
        match (&mut self.placemark, name.as_str(), parent) {
            (Some(placemark), "Placemark", _) => {
                let done = std::mem::take(placemark);
                self.placemark = None;
                (self.each)(done);
            }
            (Some(placemark), "name", "Placemark") => placemark.name = Some(text.trim().to_owned()),
            (Some(placemark), "value", "Data") | (Some(placemark), "SimpleData", _) => {
                if let Some(datum) = self.datum.take() {
                    placemark.data.push((datum, if self.is_exact { text } else { unpadded(text) }));
                }
            }
            (Some(placemark), "coordinates", geometry) => {
                // A polygon has its coordinates in rings.
                let of = self.open.iter().rev().find(|name| *name == "Polygon").map_or(geometry, String::as_str);
                placemark.geometries.push((of.to_owned(), text));
            }
            (None, "name", "Folder" | "Document") => {
                if let Some(folder) = self.folders.last_mut() {
                    text.trim().clone_into(folder);
                }
            }
            (None, "Folder" | "Document", _) => drop(self.folders.pop()),
            _ => {}
        }
    }
}

/// A value without the lines that printers put around it.
fn unpadded(value: String) -> String {
    let is_padded = value.starts_with(['\n', '\r']) && value.trim_end_matches([' ', '\t']).ends_with('\n');
    if is_padded { value.trim().to_owned() } else { value }
}

/// The character that a reference stands for: by its number, or one of XML's own five.
fn resolved(reference: &BytesRef<'_>) -> Result<char, KmlError> {
    let name = reference.decode().map_err(quick_xml::Error::from)?;
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Ok(character);
    }
    match &*name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(KmlError::Entity(other.chars().take(32).collect())),
    }
}

fn local_name(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.local_name().as_ref()).into_owned()
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Result<Option<String>, KmlError> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(quick_xml::Error::from)?;
        if attribute.key.local_name().as_ref() == wanted.as_bytes() {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?;
            return Ok(Some(Cow::into_owned(value)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Placemark>, (usize, String)> {
        let mut found = Vec::new();
        placemarks(text.as_bytes(), |placemark| found.push(placemark))
            .map(|()| found)
            .map_err(|(line, error)| (line, error.to_string()))
    }

    #[test]
    fn placemarks_are_found_in_folders_and_namespaces() {
        let text = "<?xml version='1.0'?><k:kml xmlns:k='http://www.opengis.net/kml/2.2'><k:Document><k:name>All</k:name>\n\
            <k:Folder><k:name>Cache groups</k:name>\n<k:Placemark><k:name>a &amp; &#98;<![CDATA[<c>]]></k:name>\
            <k:Point><k:coordinates> 13.4,52.5,0 </k:coordinates></k:Point><k:ExtendedData><k:Data name='type'><k:value>EDGE_LOC</k:value></k:Data>\
            <k:SchemaData><k:SimpleData name='x'>1</k:SimpleData></k:SchemaData></k:ExtendedData></k:Placemark></k:Folder>\
            <k:Placemark><k:LineString><k:coordinates>1,2 3,4</k:coordinates></k:LineString></k:Placemark></k:Document></k:kml>";
        let found = read(text).unwrap();
        let text = |text: &str| text.to_owned();
        let expected = Placemark {
            line: 3,
            folders: vec![text("All"), text("Cache groups")],
            name: Some(text("a & b<c>")),
            data: vec![(text("type"), text("EDGE_LOC")), (text("x"), text("1"))],
            geometries: vec![(text("Point"), text(" 13.4,52.5,0 "))],
        };
        assert_eq!(found[0], expected);
        assert_eq!((found[1].folders.len(), found[1].geometries[0].0.as_str()), (1, "LineString"));
    }

    #[test]
    fn lines_around_a_value_are_its_printers_unless_they_are_numbered() {
        for (value, expected) in
            [("\n  7\n ", "7"), ("a\nb", "a\nb"), ("&#10;", "\n"), ("&#10;7&#10;", "\n7\n"), ("\n", "")]
        {
            let text = format!(
                "<kml><Placemark><ExtendedData><Data name='a'><value>{value}</value></Data></ExtendedData></Placemark></kml>"
            );
            assert_eq!(read(&text).unwrap()[0].data[0].1, expected, "{value:?}");
        }
    }

    #[test]
    fn what_xml_can_do_to_a_reader_is_refused() {
        let deep = format!("<kml>{}", "<a>".repeat(100_000));
        for (text, line, expected) in [
            ("<!DOCTYPE kml [<!ENTITY a \"b\">]><kml/>", 1, "a document type (DOCTYPE) is not read"),
            ("<kml>\n<name>&lol9;</name></kml>", 2, "the entity `&lol9;` is not read"),
            ("<kml>\n\n<Placemark>", 3, "ends within `Placemark`"),
            ("<kml><a></b></kml>", 1, "no XML"),
            ("<gpx/>", 1, "its outermost element is `gpx`"),
            (deep.as_str(), 1, "nested more than 64 deep"),
        ] {
            let (at, message) = read(text).unwrap_err();
            assert!(message.contains(expected) && at == line, "line {at}: {message}");
        }
        assert!(matches!(placemarks(b"<kml>\n\xff</kml>", |_| {}), Err((2, KmlError::NotUtf8))));
    }
}
