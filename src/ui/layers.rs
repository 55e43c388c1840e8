//! The catalogue of the map's layers that can be switched: key, name, help, whether it is on at first. Settings, saved
//! views, commands and menus come from it; how a layer is drawn stands in `map::layers`, a file each.

use egui::{Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

/// What there is to say of a layer.
#[derive(Clone, Copy, Debug)]
pub struct LayerInfo {
    /// Which one.
    pub layer: Layer,
    /// Its word in settings and saved views.
    pub key: &'static str,
    /// Its name in menus.
    pub name: &'static str,
    /// What its toggle does, in a sentence.
    pub help: &'static str,
    /// Whether it is on until somebody switches it.
    pub is_on_at_first: bool,
    /// The keys that switch it.
    pub shortcut: Option<KeyboardShortcut>,
    /// Whether it is on.
    pub is_on: fn(&Layers) -> bool,
    /// Switches it.
    pub set: fn(&mut Layers, bool),
}

macro_rules! layers {
    (@keys) => { None };
    (@keys $key:ident) => { Some(KeyboardShortcut::new(Modifiers::NONE, Key::$key)) };
    ($($Layer:ident $key:ident: $name:literal, $help:literal, $at_first:literal $(, keys $shortcut:ident)?;)*) => {
        /// A layer that can be switched.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Layer {
            $(#[doc = $name] $Layer,)*
        }

        /// Which layers are shown; the ground and the groups always are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Layers {
            $(#[doc = $name] pub $key: bool,)*
        }

        impl Default for Layers {
            fn default() -> Self {
                Self { $($key: $at_first,)* }
            }
        }

        impl Layer {
            /// What there is to say of it.
            pub const fn info(self) -> LayerInfo {
                match self {
                    $(Self::$Layer => LayerInfo {
                        layer: self,
                        key: stringify!($key),
                        name: $name,
                        help: $help,
                        is_on_at_first: $at_first,
                        shortcut: layers!(@keys $($shortcut)?),
                        is_on: |layers| layers.$key,
                        set: |layers, on| layers.$key = on,
                    },)*
                }
            }
        }

        /// Every layer, in the order of menus.
        pub const ALL: &[LayerInfo] = &[$(Layer::$Layer.info(),)*];
    };
}

layers! {
    Links links: "Links to parents", "Show or hide the links from cache groups to their parents", true, keys L;
    Sites sites: "Phys locations on the map", "Show or hide physical locations", true, keys P;
    Takeovers takeovers: "Who takes over", "Show or hide who takes over from what is down", true;
    Coverage coverage: "Who serves where", "Colour the map by the cache group that clients there get by geolocation", false,
        keys C;
    Labels labels: "Names of cache groups", "Show or hide the names of cache groups", true;
    Places places: "Names of places", "Show or hide the names of cities", true;
    Problems problems: "Problems on the map", "Show or hide the marks of groups with problems", true;
}

impl Layers {
    /// The layers that are on, by their keys, as a saved view has them.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        ALL.iter().filter(|layer| (layer.is_on)(self)).map(|layer| layer.key)
    }

    /// Switches a layer.
    pub fn toggle(&mut self, layer: Layer) {
        let info = layer.info();
        (info.set)(self, !(info.is_on)(self));
    }

    /// The layers of a saved view: those that it names are on. What is no layer is left alone.
    pub fn of_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        let mut layers = Self::default();
        for layer in ALL {
            (layer.set)(&mut layers, false);
        }
        for key in keys {
            ALL.iter().filter(|layer| layer.key == key).for_each(|layer| (layer.set)(&mut layers, true));
        }
        layers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::commands;

    #[test]
    fn every_layer_can_be_switched_kept_and_found_again() {
        for layer in ALL {
            let only = Layers::of_keys([layer.key, "no layer"]);
            assert_eq!(only.keys().collect::<Vec<_>>(), [layer.key]);
            assert_eq!((layer.is_on)(&Layers::default()), layer.is_on_at_first, "{}", layer.key);
            let command = commands::ALL.iter().find(|command| command.name == layer.name);
            assert_eq!(command.map(|command| command.help), Some(layer.help), "{} has no toggle", layer.key);
            assert_eq!(command.map(|command| command.shortcut), Some(layer.shortcut), "{}", layer.key);
            let mut switched = Layers::default();
            switched.toggle(layer.layer);
            assert_eq!((layer.is_on)(&switched), !layer.is_on_at_first, "{}", layer.key);
        }
    }

    #[test]
    fn settings_know_the_layers_by_their_keys() {
        let layers = Layers { sites: false, ..Layers::default() };
        let kept = serde_json::json!({
            "links": true, "sites": false, "takeovers": true, "coverage": false, "labels": true, "places": true,
            "problems": true,
        });
        assert_eq!(serde_json::to_value(layers).unwrap(), kept);
        assert_eq!(
            serde_json::from_value::<Layers>(serde_json::json!({ "sites": false, "older": 1 })).unwrap(),
            layers
        );
    }
}
