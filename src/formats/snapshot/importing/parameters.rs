//! What a snapshot says that a plan keeps in parameters: `config`, the ports of routers' APIs, the weights of caches.
//! A value that changes is changed where only this CDN's profiles have it, and else put in the other's place.

use super::imported::ImportedSnapshot;
use crate::edit::{Change, Delta, LinkChange};
use crate::model::{AnyPair, Cdn, Id, Link, Parameter, Plan, Profile, RelationKind, SECRET_PLACEHOLDER, Server};
use crate::snapshot::{
    ConfigValue, DEFAULT_HASH_COUNT, Snapshot, TRAFFIC_OPS_URL, hash_count, traffic_ops_url, url_host,
};
use crate::sorting::{OrderedMap, OrderedSet};

/// The file of the ports of its API.
const SERVER_FILE: &str = "server.xml";

/// The profile that holds what concerns every CDN, in every Traffic Ops.
const GLOBAL_PROFILE: &str = "GLOBAL";

/// The changes that bring in what is not as `known`.
pub(super) fn changes(
    plan: &Plan,
    document: &ImportedSnapshot,
    cdn: &str,
    known: &Snapshot,
    replace: bool,
) -> Vec<Change> {
    let snapshot = &document.snapshot;
    let mut setting = Setting::of(plan, cdn);
    let routers: OrderedSet<Id<Profile>> =
        snapshot.content_routers.values().filter_map(|router| profile(plan, router.profile.as_deref())).collect();
    let (wanted, so_far) = (wanted(&snapshot.config), wanted(&known.config));
    for (name, values) in wanted.iter().filter(|(name, values)| so_far.get(*name) != Some(*values)) {
        setting.set(&routers, name, Parameter::CRCONFIG_FILE, values);
    }
    if replace && !snapshot.config.is_empty() {
        let gone: OrderedSet<&str> =
            so_far.keys().filter(|name| !wanted.contains_key(*name)).map(String::as_str).collect();
        setting.take_away(&routers, &gone);
    }
    for ((profile, name), port) in most_common(ports(plan, snapshot, known)) {
        let file = setting.file_of(profile, name).unwrap_or_else(|| SERVER_FILE.to_owned());
        setting.set(&OrderedSet::from([profile]), name, &file, &OrderedSet::from([port.to_owned()]));
    }
    let counts = snapshot.content_servers.iter().filter_map(|(host, cache)| {
        let is_new = known.content_servers.get(host).is_none_or(|known| known.hash_count != cache.hash_count);
        Some((profile(plan, cache.profile.as_deref())?, cache.hash_count?, is_new))
    });
    for (profile, count) in most_common(counts) {
        setting.set_hash_count(profile, count);
    }
    if let Some(host) = snapshot.stats.tm_host.as_deref().filter(|_| known.stats.tm_host != snapshot.stats.tm_host) {
        setting.set_traffic_ops(host, cdn);
    }
    setting.changes()
}

/// The ports of routers' APIs by profile and parameter, and whether they are not as known.
fn ports<'a>(
    plan: &Plan,
    snapshot: &'a Snapshot,
    known: &Snapshot,
) -> impl Iterator<Item = ((Id<Profile>, &'static str), &'a str, bool)> {
    let mut found = Vec::new();
    for (host, router) in &snapshot.content_routers {
        let Some(profile) = profile(plan, router.profile.as_deref()) else { continue };
        let known = known.content_routers.get(host);
        let ports = [
            ("api.port", &router.api_port, known.map(|known| &known.api_port)),
            ("secure.api.port", &router.secure_api_port, known.map(|known| &known.secure_api_port)),
        ];
        for (name, port, known) in ports {
            if let Some(text) = port.as_deref() {
                found.push(((profile, name), text, known != Some(port)));
            }
        }
    }
    found.into_iter()
}

fn profile(plan: &Plan, name: Option<&str>) -> Option<Id<Profile>> {
    plan.find::<Profile>(name.filter(|name| !name.is_empty())?)
}

/// For each key the value that comes most often, the least of several, unless all who say it are known to. One server
/// that says otherwise than the others of its profile says nothing of the profile.
fn most_common<K: Ord, V: Ord + Copy>(told: impl Iterator<Item = (K, V, bool)>) -> OrderedMap<K, V> {
    let mut counts: OrderedMap<K, OrderedMap<V, (usize, bool)>> = OrderedMap::new();
    for (key, value, is_new) in told {
        let (count, any_new) = counts.entry(key).or_default().entry(value).or_default();
        *count += 1;
        *any_new |= is_new;
    }
    let best = |counts: OrderedMap<V, (usize, bool)>| counts.into_iter().rev().max_by_key(|(_, (count, _))| *count);
    let news = counts.into_iter().filter_map(|(key, counts)| {
        let (value, (_, is_new)) = best(counts)?;
        is_new.then_some((key, value))
    });
    news.collect()
}

/// The parameters that `config` is made of: name to values.
fn wanted(config: &OrderedMap<String, ConfigValue>) -> OrderedMap<String, OrderedSet<String>> {
    let mut wanted: OrderedMap<String, OrderedSet<String>> = OrderedMap::new();
    let mut add = |name: String, value: String| _ = wanted.entry(name).or_default().insert(value);
    for (key, value) in config {
        match (key.as_str(), value) {
            ("soa" | "ttls", ConfigValue::Map(map)) => {
                for (name, value) in map {
                    add(format!("tld.{key}.{name}"), value.clone());
                }
            }
            ("requestHeaders", ConfigValue::Texts(headers)) if !headers.is_empty() => {
                add("LogRequestHeaders".to_owned(), headers.join("__RETURN__"));
            }
            ("maxmindDefaultOverride", ConfigValue::Overrides(overrides)) => {
                for one in overrides.iter().filter(|one| !one.country_code.contains(';')) {
                    let value = format!("{};{},{}", one.country_code, one.lat, one.long);
                    add("maxmind.default.override".to_owned(), value);
                }
            }
            (name, ConfigValue::Text(value)) if is_parameter(name) => add(name.to_owned(), value.clone()),
            _ => {}
        }
    }
    wanted
}

/// Whether a parameter of that name stands in `config` under its own name, with nothing else over it.
fn is_parameter(name: &str) -> bool {
    let never = [
        "",
        "domain_name",
        "dnssec.enabled",
        "soa",
        "ttls",
        "requestHeaders",
        "maxmindDefaultOverride",
        "LogRequestHeaders",
        "maxmind.default.override",
    ];
    !never.contains(&name) && !name.starts_with("tld.soa.") && !name.starts_with("tld.ttls.")
}

/// Parameters of profiles while they are set.
struct Setting<'p> {
    plan: &'p Plan,
    /// The first profiles of the CDN's servers.
    own: OrderedSet<Id<Profile>>,
    /// Which profiles have which parameters, as it will be.
    pairs: OrderedSet<(Id<Profile>, Id<Parameter>)>,
    /// Parameters as they will be, where that is new.
    changed: OrderedMap<Id<Parameter>, Parameter>,
    added: u64,
}

impl<'p> Setting<'p> {
    fn of(plan: &'p Plan, cdn: &str) -> Self {
        let cdn = plan.find::<Cdn>(cdn);
        let servers = plan.servers().iter().filter(|(_, server)| server.cdn.as_ref().and_then(Link::id) == cdn);
        let own = servers.filter_map(|(_, server)| server.profiles.first()?.id()).collect();
        let pairs = plan.profile_parameters().iter().filter_map(|(a, b)| Some((a.id()?, b.id()?))).collect();
        Self { plan, own, pairs, changed: OrderedMap::new(), added: 0 }
    }

    fn get(&self, id: Id<Parameter>) -> Option<&Parameter> {
        self.changed.get(&id).or_else(|| self.plan.get(id).map(|parameter| &**parameter))
    }

    /// The parameters of a profile with that name, in that file or any.
    fn named(&self, profile: Id<Profile>, name: &str, file: Option<&str>) -> Vec<Id<Parameter>> {
        let all = self.pairs.range((profile, Id::new(0))..).take_while(|(one, _)| *one == profile).map(|(_, id)| *id);
        let fits = |id: &Id<Parameter>| {
            self.get(*id).is_some_and(|parameter| {
                parameter.name == name && file.is_none_or(|file| parameter.config_file.as_deref() == Some(file))
            })
        };
        all.filter(fits).collect()
    }

    fn file_of(&self, profile: Id<Profile>, name: &str) -> Option<String> {
        self.get(*self.named(profile, name, None).first()?)?.config_file.clone()
    }

    /// Gives profiles together exactly these values of a parameter.
    fn set(&mut self, profiles: &OrderedSet<Id<Profile>>, name: &str, file: &str, values: &OrderedSet<String>) {
        let mut current: OrderedSet<Id<Parameter>> = OrderedSet::new();
        for profile in profiles {
            current.extend(self.named(*profile, name, Some(file)));
        }
        let value_of = |setting: &Self, id: &Id<Parameter>| setting.get(*id).map(|parameter| parameter.value.clone());
        let is_kept = |setting: &Self, id: &Id<Parameter>| {
            let secret = setting.get(*id).is_some_and(|parameter| parameter.secure);
            // What only stands for a secret leaves it as it is.
            value_of(setting, id).is_some_and(|value| values.contains(&value))
                || secret && values.contains(SECRET_PLACEHOLDER)
        };
        let (kept, mut stale): (Vec<_>, Vec<_>) = current.into_iter().partition(|id| is_kept(self, id));
        let there: OrderedSet<String> = kept.iter().filter_map(|id| value_of(self, id)).collect();
        let masked = kept.iter().any(|id| self.get(*id).is_some_and(|parameter| parameter.secure));
        let missing = values.iter().filter(|value| !(there.contains(*value) || masked && *value == SECRET_PLACEHOLDER));
        for value in missing.cloned().collect::<Vec<_>>() {
            let old = stale.pop();
            self.put(profiles, name, file, &value, old);
        }
        for id in stale {
            self.unlink(profiles, id);
        }
    }

    /// Puts a value in the place of another parameter's, or beside all.
    fn put(
        &mut self,
        profiles: &OrderedSet<Id<Profile>>,
        name: &str,
        file: &str,
        value: &str,
        old: Option<Id<Parameter>>,
    ) {
        let elsewhere = self.find(name, file, value);
        if let (Some(old), None) = (old, elsewhere)
            && self.is_own(old)
            && let Some(parameter) = self.get(old)
        {
            let changed = Parameter { value: value.to_owned(), ..parameter.clone() };
            self.changed.insert(old, changed);
            return;
        }
        let id = elsewhere.unwrap_or_else(|| self.add(name, file, value));
        // Profiles that must not disagree take the new value together.
        let had: Vec<Id<Profile>> = match old {
            Some(old) => self
                .own
                .iter()
                .chain(profiles)
                .filter(|profile| self.pairs.contains(&(**profile, old)))
                .copied()
                .collect(),
            None => profiles.iter().copied().collect(),
        };
        for profile in had {
            if let Some(old) = old {
                self.pairs.remove(&(profile, old));
            }
            self.pairs.insert((profile, id));
        }
    }

    /// Whether only profiles of this CDN have a parameter.
    fn is_own(&self, parameter: Id<Parameter>) -> bool {
        self.pairs.iter().all(|(profile, id)| *id != parameter || self.own.contains(profile))
    }

    fn find(&self, name: &str, file: &str, value: &str) -> Option<Id<Parameter>> {
        let fits = |parameter: &Parameter| {
            parameter.name == name
                && parameter.config_file.as_deref() == Some(file)
                && parameter.value == value
                && !parameter.secure
        };
        let changed = self.changed.iter().find(|(_, parameter)| fits(parameter)).map(|(id, _)| *id);
        let planned = || {
            let mut ids = self.plan.named::<Parameter>(name).filter(|id| !self.changed.contains_key(id));
            ids.find(|id| self.plan.get(*id).is_some_and(|parameter| fits(parameter)))
        };
        changed.or_else(planned)
    }

    fn add(&mut self, name: &str, file: &str, value: &str) -> Id<Parameter> {
        let id = self.plan.fresh_id(self.added);
        self.added += 1;
        let (name, value) = (name.to_owned(), value.to_owned());
        self.changed.insert(id, Parameter { name, config_file: Some(file.to_owned()), value, ..Parameter::default() });
        id
    }

    fn unlink(&mut self, profiles: &OrderedSet<Id<Profile>>, parameter: Id<Parameter>) {
        self.pairs.retain(|(profile, id)| *id != parameter || !profiles.contains(profile));
    }

    /// Takes parameters for Traffic Router from profiles.
    fn take_away(&mut self, profiles: &OrderedSet<Id<Profile>>, names: &OrderedSet<&str>) {
        let goes = |(profile, id): &&(Id<Profile>, Id<Parameter>)| {
            profiles.contains(profile)
                && self.get(*id).is_some_and(|parameter| {
                    parameter.config_file.as_deref() == Some(Parameter::CRCONFIG_FILE)
                        && names.contains(parameter.name.as_str())
                })
        };
        for pair in self.pairs.iter().filter(goes).copied().collect::<Vec<_>>() {
            self.pairs.remove(&pair);
        }
    }

    /// Gives a profile the weight that makes so many points on the hash ring.
    fn set_hash_count(&mut self, profile: Id<Profile>, count: i64) {
        let value = |name: &str| {
            let found = self.named(profile, name, Some(Parameter::CRCONFIG_FILE));
            found.last().and_then(|id| Some(self.get(*id)?.value.clone()))
        };
        let (weight, multiplier) = (value("weight"), value("weightMultiplier"));
        let makes = |weight: Option<&str>, multiplier: Option<&str>| hash_count(weight, multiplier) == count;
        if makes(weight.as_deref(), multiplier.as_deref())
            || weight.is_none() && multiplier.is_none() && count == DEFAULT_HASH_COUNT
        {
            return;
        }
        // Large numbers of points are weights of thousandths.
        let new = format!("{}", count as f64 / 1_000.0);
        let mut set = |name: &str, value: String| {
            self.set(&OrderedSet::from([profile]), name, Parameter::CRCONFIG_FILE, &OrderedSet::from([value]));
        };
        if makes(Some(&new), multiplier.as_deref()) {
            set("weight", new);
        } else {
            set("weight", "1".to_owned());
            set("weightMultiplier", count.to_string());
        }
    }

    /// Names the Traffic Ops. Where the plan's parameter speaks for other CDNs too, and where a host is none that a URL
    /// can have, nothing is done, and what was read is kept beside the plan.
    fn set_traffic_ops(&mut self, host: &str, cdn: &str) {
        let url = format!("https://{host}/");
        if host.is_empty() || url_host(&url) != host {
            return;
        }
        let Some(id) = traffic_ops_url(self.plan) else {
            let (name, file) = TRAFFIC_OPS_URL;
            let id = self.add(name, file, &url);
            let global = self.plan.find::<Profile>(GLOBAL_PROFILE);
            self.pairs.extend(global.map(|profile| (profile, id)));
            return;
        };
        let own = self.plan.find::<Cdn>(cdn);
        let is_other = |server: &Server| server.cdn.as_ref().and_then(Link::id).is_some_and(|id| Some(id) != own);
        let is_shared = self.plan.servers().iter().any(|(_, server)| is_other(server));
        let Some(parameter) = self.get(id).filter(|parameter| !is_shared && !parameter.secure) else { return };
        let old = url_host(&parameter.value);
        let value = if old.is_empty() { url } else { parameter.value.replacen(&old, host, 1) };
        let changed = Parameter { value, ..parameter.clone() };
        if url_host(&changed.value) == host {
            self.changed.insert(id, changed);
        }
    }

    fn changes(self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (id, parameter) in self.changed {
            match self.plan.get(id) {
                Some(before) if **before == parameter => {}
                Some(before) => changes.push(Delta::changed(id, before, parameter).into()),
                None => changes.push(Delta::added(id, parameter).into()),
            }
        }
        let before: OrderedSet<(Id<Profile>, Id<Parameter>)> =
            self.plan.profile_parameters().iter().filter_map(|(a, b)| Some((a.id()?, b.id()?))).collect();
        let link = |(profile, parameter): &(Id<Profile>, Id<Parameter>), present| {
            let relation = RelationKind::ProfileParameter;
            let (a, b) = (Link::To(*profile).target(), Link::To(*parameter).target());
            Change::Link(LinkChange { pair: AnyPair { relation, a, b }, present })
        };
        changes.extend(before.difference(&self.pairs).map(|pair| link(pair, false)));
        changes.extend(self.pairs.difference(&before).map(|pair| link(pair, true)));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_value_wins_where_it_is_new() {
        let told = [("a", 3, true), ("a", 2, false), ("a", 2, true), ("b", 5, true), ("b", 4, true), ("c", 1, false)];
        assert_eq!(most_common(told.into_iter()), OrderedMap::from([("a", 2), ("b", 4)]));
    }
}
