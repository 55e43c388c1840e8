//! The catalogue of formats: what each is called, what it is for, how it is read and written, and what it wants to be
//! told. One line here and one file a format; commands, dialogs and imports do what stands in that file.

use super::info::{FormatInfo, Output, Want};

/// Lists the formats: a name and where the rest stands.
macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $Name:ident: $info:path,)+) => {
        /// A format in which plans, or parts of them, travel.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format { $($(#[doc = $doc])+ $Name,)+ }

        impl Format {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$Name,)+];

            /// What there is to know about it.
            pub const fn info(self) -> &'static FormatInfo {
                match self { $(Self::$Name => &$info,)+ }
            }
        }
    };
}

formats! {
    /// The CDN Snapshot that Traffic Router reads.
    Snapshot: super::snapshot::FORMAT,
    /// Bodies of the Traffic Ops API.
    TrafficOps: super::traffic_ops::FORMAT,
    /// Coverage zone files of Traffic Router.
    CoverageZones: super::coverage_zones::PLAIN,
    /// Its deep ones.
    DeepCoverageZones: super::coverage_zones::DEEP,
    /// Traffic Router's file of regional geo rules.
    RegionalGeo: super::regional_geo::FORMAT,
    /// Traffic Router's policy file for anonymous addresses.
    AnonymousIp: super::anonymous_ip::FORMAT,
    /// The text twin of a plan.
    PlanText: super::plan_text::FORMAT,
    /// How much is asked for.
    Demand: super::demand::FORMAT,
    /// Tables for spreadsheets.
    Csv: super::csv::FORMAT,
    /// Points and lines for geographic information systems.
    GeoJson: super::geojson::FORMAT,
    /// Placemarks for globes.
    Kml: super::kml::FORMAT,
    /// The same, packed.
    Kmz: super::kml::PACKED,
    /// The map as a picture of vectors.
    Svg: super::picture::SVG,
    /// The map as a picture of points.
    Png: super::picture::PNG,
}

impl Format {
    /// Its word on the command line.
    pub const fn key(self) -> &'static str {
        self.info().key
    }

    /// Its name on screen.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// What it is for, in a sentence without a stop.
    pub const fn help(self) -> &'static str {
        self.info().help
    }

    /// Whether it is imported.
    pub const fn is_read(self) -> bool {
        self.info().reader.is_some()
    }

    /// Whether it is exported.
    pub const fn is_written(self) -> bool {
        self.info().writer.is_some()
    }

    /// Whether it wants to be told something before it is written.
    pub fn wants(self, what: Want) -> bool {
        self.info().writer.is_some_and(|writer| writer.wants.contains(&what))
    }

    /// Whether it is written as a folder of files rather than one.
    pub fn is_folder(self) -> bool {
        self.info().writer.is_some_and(|writer| writer.output != Output::File)
    }

    /// Whether it is a CDN's snapshot, which Traffic Router is asked about and the plan remembers.
    pub fn is_snapshot(self) -> bool {
        self.info().writer.is_some_and(|writer| writer.is_snapshot)
    }

    /// The format with that word.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.key() == key)
    }

    /// The format that bytes are of; what is of no other is taken for bodies of Traffic Ops, whose reader says best what
    /// is wrong with them.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        if is_answer_of_rows(bytes) {
            return Self::TrafficOps;
        }
        Self::ALL.iter().copied().find(|format| (format.info().recognises)(bytes)).unwrap_or(Self::TrafficOps)
    }

    /// The format of a file that begins so, where the rest of it cannot change that.
    pub fn of_beginning(begin: &[u8]) -> Option<Self> {
        is_answer_of_rows(begin).then_some(Self::TrafficOps)
    }

    /// Whether some format looks at a file of that name that was found in a folder.
    pub fn is_wanted(name: &str) -> bool {
        Self::ALL.iter().any(|format| format.is_read() && (format.info().is_wanted)(name))
    }
}

/// Whether bytes begin as answers of the API do that list rows. Those are the largest files, and no other format's: they
/// need not be looked through as a whole.
fn is_answer_of_rows(bytes: &[u8]) -> bool {
    const BEGIN: &[u8] = b"{\"response\":[";
    bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).take(BEGIN.len()).eq(BEGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::info::Choices;
    use crate::formats::writing::Written;
    use crate::model::Plan;

    #[test]
    fn long_lists_are_known_by_how_they_begin() {
        for list in ["{\"response\":[", " {\n\t\"response\" : [ {\"a\": 1}"] {
            assert!(is_answer_of_rows(list.as_bytes()) && Format::of_bytes(list.as_bytes()) == Format::TrafficOps);
        }
        for other in
            ["", "{\"response\"", "{\"response\":{\"config\":{}}}", "[{\"response\":[]}]", "{\"responses\":[]}"]
        {
            assert!(!is_answer_of_rows(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn every_format_is_whole() {
        let empty = Plan::default();
        for format in Format::ALL.iter().copied() {
            let info = format.info();
            assert_eq!(Format::of_key(info.key), Some(format), "two formats have one word");
            assert!(!info.name.is_empty() && !info.help.is_empty() && !info.help.ends_with('.'), "{}", info.key);
            assert!(format.is_read() || format.is_written(), "{} is good for nothing", info.key);
            let Some(writer) = info.writer else { continue };
            let name = (writer.propose)("plan", "my-cdn");
            assert!(!name.contains('/') && name.contains(if format.wants(Want::Cdn) { "my-cdn" } else { "plan" }));
            match (writer.write)(&empty, &Choices { cdn: "my-cdn", ..Choices::default() }) {
                Ok(written) => {
                    assert_eq!(matches!(written, Written::Many { .. }), writer.output != Output::File, "{}", info.key);
                    if let Written::One { bytes, .. } = written {
                        assert_eq!(Format::of_bytes(&bytes), format, "{} does not know its own", info.key);
                    }
                }
                // A plan without that CDN has nothing to write of it.
                Err(error) => assert!(format.wants(Want::Cdn) && error.to_string().contains("my-cdn"), "{error}"),
            }
        }
    }

    #[test]
    fn formats_are_recognised() {
        for (bytes, expected) in [
            (b"lodestone-plan-text 1\n".as_slice(), Format::PlanText),
            (b"{\"contentServers\": {}}", Format::Snapshot),
            (b"{\"revision\": 1, \"coverageZones\": {}}", Format::CoverageZones),
            (b"{\"deepCoverageZones\": {}}", Format::DeepCoverageZones),
            (b"{\"response\": [\"coverageZones\"]}", Format::TrafficOps),
            (b"{\"deliveryServices\": [{\"urlRegex\": \"x\"}]}", Format::RegionalGeo),
            (b"{\"deliveryServices\": [{\"xmlId\": \"x\"}]}", Format::TrafficOps),
            (b"{\"deliveryServices\": [], \"cdns\": []}", Format::TrafficOps),
            (b"{\"anonymousIp\": {}}", Format::AnonymousIp),
            (b"{\"response\": []}", Format::TrafficOps),
            (b"Name,Type\nedge-1,EDGE_LOC\n", Format::Csv),
            (b"zone,mbps\nedge-1,7\n", Format::Demand),
            (b"nonsense", Format::TrafficOps),
        ] {
            assert_eq!(Format::of_bytes(bytes), expected);
        }
        assert!(
            Format::is_wanted("servers.JSON")
                && Format::is_wanted("a.plan-text")
                && Format::is_wanted("a.csv")
                && !Format::is_wanted("a.lodestone")
        );
    }
}
