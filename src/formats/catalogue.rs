//! The catalogue of formats: what each is called, what it is for, and whether it is read and written.

/// A format in which plans, or parts of them, travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The CDN Snapshot that Traffic Router reads.
    Snapshot,
    /// Bodies of the Traffic Ops API.
    TrafficOps,
    /// The text twin of a plan.
    PlanText,
}

impl Format {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Snapshot, Self::TrafficOps, Self::PlanText];

    /// Its word on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::TrafficOps => "traffic-ops",
            Self::PlanText => "plan-text",
        }
    }

    /// Its name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "CDN Snapshot",
            Self::TrafficOps => "Traffic Ops API bodies",
            Self::PlanText => "plan-text",
        }
    }

    /// What it is for, in a sentence.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Snapshot => "the CRConfig of one CDN, as Traffic Ops makes it and Traffic Router reads it",
            Self::TrafficOps => "one file per endpoint, in the form of API 5.0",
            Self::PlanText => "the whole plan as text, one object a line, made for git",
        }
    }

    /// Whether `import` takes it.
    pub const fn is_read(self) -> bool {
        match self {
            Self::Snapshot | Self::TrafficOps | Self::PlanText => true,
        }
    }

    /// Whether it is a folder of files rather than one.
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::TrafficOps)
    }

    /// The format with that word.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn every_format_has_its_own_words() {
        for format in Format::ALL {
            assert_eq!(Format::of_key(format.key()), Some(*format));
            assert!(!format.name().is_empty() && !format.help().ends_with('.'));
        }
    }
}
