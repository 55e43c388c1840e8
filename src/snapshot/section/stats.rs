//! `stats`: whose snapshot it is, when and by whom it was made (`TO/crconfig/stats.go`, `crconfig.go`).

use crate::model::{Id, Parameter, Plan};
use crate::snapshot::report::MakingOptions;
use crate::snapshot::source::{CdnSource, upstream_order};
use crate::snapshot::value::Stats;

/// The section.
pub(in crate::snapshot) fn stats(source: &CdnSource<'_>, options: &MakingOptions) -> Stats {
    Stats {
        cdn_name: Some(source.cdn_name.to_owned()),
        date: Some(options.date),
        tm_host: Some(options.tm_host.clone().unwrap_or_else(|| tm_host(source))),
        tm_path: None,
        tm_user: Some(options.tm_user.clone()),
        tm_version: Some(options.tm_version.clone()),
    }
}

/// The name and the file of the parameter that says where Traffic Ops is.
pub const TRAFFIC_OPS_URL: (&str, &str) = ("tm.url", "global");

/// The host of the global parameter `tm.url`, which needs no profile; empty without one.
fn tm_host(source: &CdnSource<'_>) -> String {
    let first = traffic_ops_url(source.plan).and_then(|id| source.plan.get(id));
    first.map_or_else(String::new, |row| url_host(&row.value))
}

/// The parameter that says where Traffic Ops is; of several the first.
pub fn traffic_ops_url(plan: &Plan) -> Option<Id<Parameter>> {
    let (name, file) = TRAFFIC_OPS_URL;
    let rows = plan.named::<Parameter>(name).filter_map(|id| Some((id, plan.get(id)?)));
    let rows = rows.filter(|(_, row)| row.config_file.as_deref() == Some(file));
    rows.min_by_key(|(id, row)| upstream_order(&***row, *id)).map(|(id, _)| id)
}

/// Host and port of a URL, or of a host name that lacks the scheme.
pub fn url_host(url: &str) -> String {
    let behind_scheme = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or(url);
    let authority = behind_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.to_owned()
}

#[cfg(test)]
mod tests {
    use super::url_host;

    #[test]
    fn hosts_are_cut_out_of_urls() {
        for (url, host) in [
            ("https://ops.example.net:8443/some/path?x=1", "ops.example.net:8443"),
            ("http://ops.example.net", "ops.example.net"),
            ("ops.example.net/x", "ops.example.net"),
            ("https://user:p@ops.example.net/", "ops.example.net"),
            ("https://ops.example.net?x=1#y", "ops.example.net"),
            ("https://[::1]:443/", "[::1]:443"),
            ("", ""),
        ] {
            assert_eq!(url_host(url), host, "{url}");
        }
    }
}
