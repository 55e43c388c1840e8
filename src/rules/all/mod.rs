//! The rules, one a file that is named for its id, and the list of them, sorted. A new rule is one file and two lines here.

mod anonymous_ip_no_policy;
mod anonymous_ip_whitelist_cut;
mod asn_range;
mod asn_taken;
mod asn_without_edge;
mod cache_group_all_offline;
mod cache_group_at_zero;
mod cache_group_closest_ignored;
mod cache_group_country_centre;
mod cache_group_deep_cz;
mod cache_group_empty;
mod cache_group_fallback_dangling;
mod cache_group_fallback_same_place;
mod cache_group_fallback_twice;
mod cache_group_fallback_type;
mod cache_group_fallback_without_cz;
mod cache_group_fallback_without_service;
mod cache_group_fallbacks_unused;
mod cache_group_far_from_site;
mod cache_group_loss_unserved;
mod cache_group_method_twice;
mod cache_group_mid_all_origins;
mod cache_group_no_fallback;
mod cache_group_only_deep_cz;
mod cache_group_only_parent;
mod cache_group_over_capacity;
mod cache_group_own_fallback;
mod cache_group_own_parent;
mod cache_group_parent_cycle;
mod cache_group_parent_far;
mod cache_group_parent_type;
mod cache_group_same_parents;
mod cache_group_same_spot;
mod cache_group_secondary_only;
mod cache_group_swapped;
mod cache_group_without_position;
mod cdn_domain_taken;
mod cdn_refused;
mod cdn_without_domain;
mod coordinate_reserved;
mod coverage_zone_cache_unknown;
mod coverage_zone_file_ambiguous;
mod coverage_zone_network_family;
mod coverage_zone_network_host_bits;
mod coverage_zone_network_refused;
mod coverage_zone_network_shadowed;
mod coverage_zone_network_taken;
mod coverage_zone_taken;
mod coverage_zone_without_group;
mod delivery_service_assignment;
mod delivery_service_deep_caching;
mod delivery_service_no_countries;
mod delivery_service_refused;
mod delivery_service_shadowed;
mod delivery_service_without_host;
mod delivery_service_without_servers;
mod division_empty;
mod federation_network_lost;
mod field_form;
mod field_missing;
mod field_too_long;
mod field_unsaid;
mod name_alike;
mod name_hidden;
mod name_refused;
mod pair_unresolved;
mod parameter_taken;
mod phys_location_unused;
mod reference_unresolved;
mod region_empty;
mod regional_geo_no_rule;
mod regional_geo_not_enforced;
mod regional_geo_not_taken;
mod routing_of_no_service;
mod server_address_taken;
mod server_hash_id_taken;
mod server_host_twice;
mod server_in_all;
mod server_profile_of_another_cdn;
mod server_refused;
mod server_service_address;
mod server_type_unfit;
mod server_without_port;
mod short_name_taken;
mod snapshot_making;
mod snapshot_refused;
mod static_dns_entry_address;
mod steering_negative_orders;
mod steering_no_targets;
mod steering_origin_at_zero;
mod steering_regex_overwrites;
mod topology_capabilities;
mod topology_cycle;
mod topology_empty;
mod topology_parents;
mod topology_servers;
mod topology_types;
mod type_of_another_table;
mod waiver_unused;

use super::rule::Rule;

/// Every rule, sorted by id.
pub static ALL: &[&Rule] = &[
    &anonymous_ip_no_policy::RULE,
    &anonymous_ip_whitelist_cut::RULE,
    &asn_range::RULE,
    &asn_taken::RULE,
    &asn_without_edge::RULE,
    &cache_group_all_offline::RULE,
    &cache_group_at_zero::RULE,
    &cache_group_closest_ignored::RULE,
    &cache_group_country_centre::RULE,
    &cache_group_deep_cz::RULE,
    &cache_group_empty::RULE,
    &cache_group_fallback_dangling::RULE,
    &cache_group_fallback_same_place::RULE,
    &cache_group_fallback_twice::RULE,
    &cache_group_fallback_type::RULE,
    &cache_group_fallback_without_cz::RULE,
    &cache_group_fallback_without_service::RULE,
    &cache_group_fallbacks_unused::RULE,
    &cache_group_far_from_site::RULE,
    &cache_group_loss_unserved::RULE,
    &cache_group_method_twice::RULE,
    &cache_group_mid_all_origins::RULE,
    &cache_group_no_fallback::RULE,
    &cache_group_only_deep_cz::RULE,
    &cache_group_only_parent::RULE,
    &cache_group_over_capacity::RULE,
    &cache_group_own_fallback::RULE,
    &cache_group_own_parent::RULE,
    &cache_group_parent_cycle::RULE,
    &cache_group_parent_far::RULE,
    &cache_group_parent_type::RULE,
    &cache_group_same_parents::RULE,
    &cache_group_same_spot::RULE,
    &cache_group_secondary_only::RULE,
    &cache_group_swapped::RULE,
    &cache_group_without_position::RULE,
    &cdn_domain_taken::RULE,
    &cdn_refused::RULE,
    &cdn_without_domain::RULE,
    &coordinate_reserved::RULE,
    &coverage_zone_cache_unknown::RULE,
    &coverage_zone_file_ambiguous::RULE,
    &coverage_zone_network_family::RULE,
    &coverage_zone_network_host_bits::RULE,
    &coverage_zone_network_refused::RULE,
    &coverage_zone_network_shadowed::RULE,
    &coverage_zone_network_taken::RULE,
    &coverage_zone_taken::RULE,
    &coverage_zone_without_group::RULE,
    &delivery_service_assignment::RULE,
    &delivery_service_deep_caching::RULE,
    &delivery_service_no_countries::RULE,
    &delivery_service_refused::RULE,
    &delivery_service_shadowed::RULE,
    &delivery_service_without_host::RULE,
    &delivery_service_without_servers::RULE,
    &division_empty::RULE,
    &federation_network_lost::RULE,
    &field_form::RULE,
    &field_missing::RULE,
    &field_too_long::RULE,
    &field_unsaid::RULE,
    &name_alike::RULE,
    &name_hidden::RULE,
    &name_refused::RULE,
    &pair_unresolved::RULE,
    &parameter_taken::RULE,
    &phys_location_unused::RULE,
    &reference_unresolved::RULE,
    &region_empty::RULE,
    &regional_geo_no_rule::RULE,
    &regional_geo_not_enforced::RULE,
    &regional_geo_not_taken::RULE,
    &routing_of_no_service::RULE,
    &server_address_taken::RULE,
    &server_hash_id_taken::RULE,
    &server_host_twice::RULE,
    &server_in_all::RULE,
    &server_profile_of_another_cdn::RULE,
    &server_refused::RULE,
    &server_service_address::RULE,
    &server_type_unfit::RULE,
    &server_without_port::RULE,
    &short_name_taken::RULE,
    &snapshot_making::RULE,
    &snapshot_refused::RULE,
    &static_dns_entry_address::RULE,
    &steering_negative_orders::RULE,
    &steering_no_targets::RULE,
    &steering_origin_at_zero::RULE,
    &steering_regex_overwrites::RULE,
    &topology_capabilities::RULE,
    &topology_cycle::RULE,
    &topology_empty::RULE,
    &topology_parents::RULE,
    &topology_servers::RULE,
    &topology_types::RULE,
    &type_of_another_table::RULE,
    &waiver_unused::RULE,
];
