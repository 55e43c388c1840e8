//! `config`: the parameters of the CDN's Traffic Routers (`TO/crconfig/config.go`), and the check that the profiles of
//! its servers agree (`TO/crconfig/deliveryservice.go` getDSParams).

use crate::model::{AnyId, Id, Parameter, Profile, SECRET_PLACEHOLDER};
use crate::snapshot::go::parse_float;
use crate::snapshot::report::{MAXMIND_OVERRIDE, MakingOptions, Report, SecureValues, SnapshotObstacle};
use crate::snapshot::source::{CdnSource, Role, upstream_order};
use crate::snapshot::value::{ConfigValue, MaxmindOverride};
use crate::sorting::sort_by_key;
use crate::sorting::{OrderedMap, OrderedSet};

/// What profiles must not disagree about. `tld.ttls.A` and the like may differ.
const AGREED: &[&str] = &[
    "tld.soa.admin",
    "tld.soa.expire",
    "tld.soa.minimum",
    "tld.soa.refresh",
    "tld.soa.retry",
    "tld.ttls.SOA",
    "tld.ttls.NS",
    "LogRequestHeaders",
];

/// The section.
pub(in crate::snapshot) fn config(
    source: &CdnSource<'_>,
    options: &MakingOptions,
    report: &mut Report,
) -> OrderedMap<String, ConfigValue> {
    check_agreement(source, report);
    let mut config = OrderedMap::new();
    let mut groups = Groups::default();
    let mut ties = Ties::default();
    for (id, parameter) in router_parameters(source) {
        let value = written_value(id, parameter, options, report);
        let name = parameter.name.as_str();
        ties.take(id, parameter);
        if let Some(key) = name.strip_prefix("tld.soa.") {
            groups.soa.insert(key.to_owned(), value);
        } else if let Some(key) = name.strip_prefix("tld.ttls.") {
            groups.ttls.insert(key.to_owned(), value);
        } else if name == "LogRequestHeaders" {
            let headers = value.split("__RETURN__").map(|header| header.trim().to_owned()).collect();
            config.insert("requestHeaders".to_owned(), ConfigValue::Texts(headers));
        } else if name == MAXMIND_OVERRIDE {
            match maxmind_override(&parameter.value) {
                Ok(country) => groups.overrides.push((&parameter.value, country)),
                Err(reason) => {
                    report.refuse(SnapshotObstacle::MaxmindOverride { value: quoted_value(parameter), reason });
                }
            }
        } else {
            config.insert(name.to_owned(), ConfigValue::Text(value));
        }
    }
    ties.tell(report);
    groups.insert_into(&mut config);
    config.insert("domain_name".to_owned(), ConfigValue::Text(source.domain.to_owned()));
    config.insert("dnssec.enabled".to_owned(), ConfigValue::Text(source.dnssec_enabled.to_string()));
    config
}

/// Parameters that stand together under one key, over a parameter of that very name.
#[derive(Default)]
struct Groups<'p> {
    soa: OrderedMap<String, String>,
    ttls: OrderedMap<String, String>,
    overrides: Vec<(&'p str, MaxmindOverride)>,
}

impl Groups<'_> {
    fn insert_into(mut self, config: &mut OrderedMap<String, ConfigValue>) {
        if !self.soa.is_empty() {
            config.insert("soa".to_owned(), ConfigValue::Map(self.soa));
        }
        if !self.ttls.is_empty() {
            config.insert("ttls".to_owned(), ConfigValue::Map(self.ttls));
        }
        if !self.overrides.is_empty() {
            // Traffic Ops has no order here; that of the parameters' values is the same for every plan.
            sort_by_key(&mut self.overrides, |(value, _)| *value);
            let overrides = self.overrides.into_iter().map(|(_, country)| country).collect();
            config.insert("maxmindDefaultOverride".to_owned(), ConfigValue::Overrides(overrides));
        }
    }
}

/// The parameters for Traffic Router of all routers' first profiles, each once. Routers of every status count.
fn router_parameters<'p>(source: &CdnSource<'p>) -> Vec<(Id<Parameter>, &'p Parameter)> {
    let routers = source.servers.iter().filter(|server| server.role() == Role::Router);
    let profiles: OrderedSet<Id<Profile>> = routers.filter_map(|server| server.profile?.id()).collect();
    let rows = profiles.iter().filter_map(|profile| source.parameters.get(profile)).flatten();
    let wanted = rows.filter(|(_, parameter)| parameter.config_file.as_deref() == Some(Parameter::CRCONFIG_FILE));
    // Two profiles may share a parameter.
    let once: OrderedMap<Id<Parameter>, &Parameter> = wanted.copied().collect();
    let mut rows: Vec<_> = once.into_iter().collect();
    sort_by_key(&mut rows, |(id, parameter)| upstream_order(*parameter, *id));
    rows
}

/// A parameter's value as it is to stand in the snapshot.
fn written_value(id: Id<Parameter>, parameter: &Parameter, options: &MakingOptions, report: &mut Report) -> String {
    if !parameter.secure {
        return parameter.value.clone();
    }
    let (value, message) = match options.secure_values {
        _ if parameter.value == SECRET_PLACEHOLDER => {
            (SECRET_PLACEHOLDER, "the plan does not know the value of this secure parameter: a placeholder stands here")
        }
        SecureValues::Written => (parameter.value.as_str(), "the snapshot holds the value of this secure parameter"),
        SecureValues::Masked => {
            (SECRET_PLACEHOLDER, "a placeholder stands here for the value of this secure parameter")
        }
    };
    report.note(AnyId::of(id), &["config", &parameter.name], message);
    value.to_owned()
}

/// Parameters by the place that they fill: where those of one place differ, Traffic Ops takes any of them.
#[derive(Default)]
struct Ties<'p> {
    places: OrderedMap<Vec<&'p str>, Vec<(Id<Parameter>, &'p Parameter)>>,
}

impl<'p> Ties<'p> {
    fn take(&mut self, id: Id<Parameter>, parameter: &'p Parameter) {
        let name = parameter.name.as_str();
        let place = match name.strip_prefix("tld.soa.").map(|key| ["soa", key]) {
            Some(place) => place.to_vec(),
            None => match name.strip_prefix("tld.ttls.") {
                Some(key) => vec!["ttls", key],
                None if name == "LogRequestHeaders" => vec!["requestHeaders"],
                // All of them are listed; of one country's, the router keeps the last.
                None if name == MAXMIND_OVERRIDE => vec!["maxmindDefaultOverride", country_of(&parameter.value)],
                None => vec![name],
            },
        };
        self.places.entry(place).or_default().push((id, parameter));
    }

    /// One note a place, which names what we took.
    fn tell(self, report: &mut Report) {
        for (place, rows) in self.places {
            let first = rows.first().map(|(_, row)| (row.name.as_str(), row.value.as_str()));
            let Some((id, last)) = rows.last() else { continue };
            if rows.iter().all(|(_, row)| Some((row.name.as_str(), row.value.as_str())) == first) {
                continue;
            }
            let mut names: Vec<_> = rows.iter().map(|(_, row)| format!("`{}`", row.name)).collect();
            names.dedup();
            let names = names.join(" and ");
            let message = if last.name == MAXMIND_OVERRIDE {
                let kept = rows.iter().max_by_key(|(_, row)| &row.value).map_or(*last, |(_, row)| *row);
                format!(
                    "the Traffic Routers' profiles have {} values of parameter {names} for one country, which Traffic Ops lists \
                     in any order, and Traffic Router keeps the last: {} comes last here",
                    rows.len(),
                    quoted_value(kept)
                )
            } else {
                format!(
                    "the Traffic Routers' profiles have several values of parameter {names}, of which Traffic Ops takes any: \
                     {} of `{}` stands here",
                    quoted_value(last),
                    last.name
                )
            };
            // Which country it is about is no member of the snapshot.
            let members = if last.name == MAXMIND_OVERRIDE { 1 } else { place.len() };
            let pointer: Vec<&str> = std::iter::once("config").chain(place.into_iter().take(members)).collect();
            report.note(AnyId::of(*id), &pointer, message);
        }
    }
}

/// The country that an override is for.
fn country_of(value: &str) -> &str {
    value.split(';').next().unwrap_or_default()
}

/// Reads `CC;latitude,longitude`; what follows a further semicolon or comma is ignored.
fn maxmind_override(value: &str) -> Result<MaxmindOverride, &'static str> {
    let mut parts = value.split(';');
    let (Some(country_code), Some(coordinates)) = (parts.next(), parts.next()) else {
        return Err("there is no semicolon behind the country");
    };
    let mut numbers = coordinates.split(',');
    let (Some(lat), Some(long)) = (numbers.next(), numbers.next()) else {
        return Err("there is no comma between latitude and longitude");
    };
    let number = |text| parse_float(text).filter(|number| number.is_finite());
    Ok(MaxmindOverride {
        country_code: country_code.to_owned(),
        lat: number(lat).ok_or("the latitude is not a number")?,
        long: number(long).ok_or("the longitude is not a number")?,
    })
}

/// Refuses when two first profiles of the CDN's servers, of whatever type and status, differ where they must not.
fn check_agreement(source: &CdnSource<'_>, report: &mut Report) {
    let mut profiles: Vec<_> = source
        .parameters
        .iter()
        .filter_map(|(id, parameters)| Some((source.plan.get(*id)?.name.as_str(), parameters)))
        .collect();
    sort_by_key(&mut profiles, |(name, _)| *name);
    for wanted in AGREED {
        let mut first: Option<(&str, &Parameter)> = None;
        for (profile, parameters) in &profiles {
            let last = parameters.iter().rev().find(|(_, parameter)| parameter.name == *wanted);
            let Some((_, parameter)) = last else { continue };
            match first {
                None => first = Some((profile, parameter)),
                Some((other_profile, other)) if other.value != parameter.value => {
                    report.refuse(SnapshotObstacle::Conflict {
                        parameter: (*wanted).to_owned(),
                        profile: other_profile.to_owned(),
                        value: quoted_value(other),
                        other_profile: (*profile).to_owned(),
                        other_value: quoted_value(parameter),
                    });
                }
                Some(_) => {}
            }
        }
    }
}

/// A value for people; that of a secure parameter stays hidden.
fn quoted_value(parameter: &Parameter) -> String {
    if parameter.secure { "a secret".to_owned() } else { format!("`{}`", parameter.value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_are_read_as_traffic_ops_does() {
        type Override<'a> = (&'a str, f64, f64);
        let cases: &[(&str, Option<Override<'_>>)] = &[
            ("US;37.751,-97.822", Some(("US", 37.751, -97.822))),
            ("CA;1,2,3;extra;stuff", Some(("CA", 1.0, 2.0))),
            (" gb ;0x1p4,+1e2", Some((" gb ", 16.0, 100.0))),
            (";1,2", Some(("", 1.0, 2.0))),
            ("US", None),
            ("US;1", None),
            ("US;1, 2", None),
            ("US;NaN,2", None),
            ("US;1,Inf", None),
            ("US;1e400,2", None),
            ("US;x,2", None),
        ];
        for (text, expected) in cases {
            let read = maxmind_override(text).ok();
            let expected =
                expected.map(|(country, lat, long)| MaxmindOverride { country_code: country.to_owned(), lat, long });
            assert_eq!(read, expected, "{text}");
        }
        assert!(maxmind_override("FR;1e-7,-0.0").unwrap().long.is_sign_negative());
    }
}
