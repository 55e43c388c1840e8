//! The note in the folder of a plan's backups: which plan stood under which name, and of which plan and which of its
//! steps each backup and each text twin is. It is read by people too: one thing a line. Where it is missing, nothing is
//! lost but that knowledge.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::atomic;
use super::beside::{backups_path, folder, hex};
use super::engine::Standing;
use super::unix;

/// What the note begins with.
const FIRST: &str = "lodestone-backups 1";

/// Of so many texts of a plan it is known that they are its twins, so that an older one is recognised too.
const TWINS_KEPT: usize = 100;

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    plans: Vec<NamedPlan>,
    formers: Vec<(String, String)>,
    copies: Vec<KnownCopy>,
    /// Text twins that this program, or another version, has printed: a word for which, and the hash.
    printed: Vec<(String, String)>,
}

/// A plan that was opened under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedPlan {
    /// What tells it from all others.
    pub id: String,
    /// Which file it was.
    pub identity: (u64, u64),
    /// The file's name.
    pub name: String,
}

/// What a known copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CopySort {
    /// A backup.
    Backup,
    /// A text twin.
    Twin,
    /// A text twin of a state that its plan had no longer when it was opened: it is not written over.
    NewerTwin,
}

/// A backup or a text twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownCopy {
    /// Which of them.
    pub sort: CopySort,
    /// The plan's id.
    pub id: String,
    /// The last commit that it has.
    pub standing: Standing,
    /// The SHA-256 of the file.
    pub hash: String,
    /// The file's name.
    pub name: String,
}

impl Ledger {
    /// Reads the note beside a plan.
    pub(super) fn read(plan: &Path) -> Self {
        Self::read_file(&note_path(plan))
    }

    fn read_file(path: &Path) -> Self {
        let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let mut ledger = Self::default();
        if text.lines().next() == Some(FIRST) {
            for line in text.lines().skip(1) {
                // A line that says nothing is as good as none.
                let _ = ledger.take(line);
            }
        }
        ledger
    }

    fn take(&mut self, line: &str) -> Option<()> {
        let (sort, rest) = line.split_once(' ')?;
        let mut words = rest.splitn(5, ' ');
        let mut word = || words.next();
        let id = word()?.to_owned();
        match sort {
            "plan" => {
                let identity = (word()?.parse().ok()?, word()?.parse().ok()?);
                let name = [word()?, word().unwrap_or_default()].join(" ").trim_end().to_owned();
                self.plans.push(NamedPlan { id, identity, name });
            }
            "former" => self.formers.push((id, word()?.to_owned())),
            "printed" => self.printed.push((id, word()?.to_owned())),
            _ => {
                let sort = [CopySort::Backup, CopySort::Twin, CopySort::NewerTwin]
                    .into_iter()
                    .find(|known| known.word() == sort)?;
                let commits = word()?.parse().ok()?;
                let committer = u64::from_str_radix(word()?, 16).ok()?;
                let (hash, name) = (word()?.to_owned(), word()?.to_owned());
                self.copies.push(KnownCopy { sort, id, standing: Standing { commits, committer }, hash, name });
            }
        }
        Some(())
    }

    fn text(&self) -> String {
        let mut lines = vec![FIRST.to_owned()];
        lines.extend(
            self.plans
                .iter()
                .map(|NamedPlan { id, identity: (device, file), name }| format!("plan {id} {device} {file} {name}")),
        );
        lines.extend(self.formers.iter().map(|(id, former)| format!("former {id} {former}")));
        lines.extend(self.copies.iter().map(|KnownCopy { sort, id, standing, hash, name }| {
            format!("{} {id} {} {:016x} {hash} {name}", sort.word(), standing.commits, standing.committer)
        }));
        lines.extend(self.printed.iter().map(|(printer, hash)| format!("printed {printer} {hash}")));
        lines.join("\n") + "\n"
    }

    /// Writes the note, for the eyes of those who may read the plan.
    pub(super) fn write(&self, plan: &Path) -> io::Result<()> {
        let path = note_path(plan);
        unix::make_folder_like(folder(&path), plan)?;
        atomic::write_like(&path, self.text().as_bytes(), Some(plan))
    }

    /// The plan that was last opened under a name.
    pub(super) fn plan(&self, name: &str) -> Option<&NamedPlan> {
        self.plans.iter().find(|plan| plan.name == name)
    }

    /// Takes note of the plan that is open under a name; says whether that is news.
    pub(super) fn set_plan(&mut self, plan: NamedPlan) -> bool {
        if self.plans.contains(&plan) {
            return false;
        }
        self.plans.retain(|known| known.name != plan.name);
        self.plans.push(plan);
        true
    }

    /// Takes note that a plan had another id before, when it was copied.
    pub(super) fn add_former(&mut self, id: &str, former: &str) {
        self.formers.push((id.to_owned(), former.to_owned()));
    }

    /// Whether what has one id is an earlier state of what has the other. What it was called before counts only where
    /// no other plan of that id stands beside it.
    pub(super) fn is_of(&self, copy: &str, plan: &str) -> bool {
        let former = || self.formers.iter().any(|(id, former)| id == plan && former == copy);
        copy == plan || (former() && !self.plans.iter().any(|other| other.id == copy))
    }

    /// A backup of that name, and how many were made before it.
    pub(super) fn backup(&self, name: &str) -> Option<(usize, &KnownCopy)> {
        self.copies.iter().enumerate().find(|(_, copy)| copy.sort == CopySort::Backup && copy.name == name)
    }

    /// The text twin of that content, the newest that there was.
    pub(super) fn twin(&self, name: &str, hash: &str) -> Option<&KnownCopy> {
        self.copies.iter().rev().find(|copy| copy.sort != CopySort::Backup && copy.name == name && copy.hash == hash)
    }

    /// The hash of the text twin that was written of just that state.
    pub(super) fn twin_of(&self, name: &str, id: &str, standing: Standing) -> Option<&str> {
        let is_it = |copy: &&KnownCopy| {
            copy.sort == CopySort::Twin && copy.name == name && copy.id == id && copy.standing == standing
        };
        self.copies.iter().rev().find(is_it).map(|copy| copy.hash.as_str())
    }

    /// Whether a text is known to be what that printer makes of its plan.
    pub(super) fn is_printed_by(&self, printer: &str, hash: &str) -> bool {
        self.printed.iter().any(|(by, text)| by == printer && text == hash)
    }

    /// Takes note of the printer of a text twin.
    pub(super) fn set_printer(&mut self, printer: &str, hash: &str) {
        self.printed.retain(|(_, text)| text != hash && self.copies.iter().any(|copy| copy.hash == *text));
        self.printed.push((printer.to_owned(), hash.to_owned()));
    }

    /// Whether a text twin of a plan was written of a state that it has not reached, or has left.
    pub(super) fn has_twin_beyond(&self, id: &str, standing: Standing) -> bool {
        self.copies
            .iter()
            .any(|copy| copy.sort == CopySort::Twin && copy.id == id && is_beyond(copy.standing, standing))
    }

    /// Marks the text twin of that content as newer than its plan.
    pub(super) fn mark_newer(&mut self, name: &str, hash: &str) {
        for copy in self.copies.iter_mut().filter(|copy| copy.sort == CopySort::Twin) {
            if copy.name == name && copy.hash == hash {
                copy.sort = CopySort::NewerTwin;
            }
        }
    }

    /// Takes note of a backup or a text twin.
    pub(super) fn add(&mut self, copy: KnownCopy) {
        let is_twin = copy.sort != CopySort::Backup;
        let same = |known: &KnownCopy| known.name == copy.name && (!is_twin || known.hash == copy.hash);
        self.copies.retain(|known| !same(known));
        self.copies.push(copy);
        let twins = self.copies.iter().filter(|copy| copy.sort != CopySort::Backup).count();
        let mut surplus = twins.saturating_sub(TWINS_KEPT);
        self.copies.retain(|copy| {
            let goes = copy.sort != CopySort::Backup && 0 < surplus;
            surplus -= usize::from(goes);
            !goes
        });
    }

    /// Forgets backups that are there no longer.
    pub(super) fn forget_lost(&mut self, plan: &Path) {
        let folder = backups_path(plan);
        self.copies.retain(|copy| copy.sort != CopySort::Backup || folder.join(&copy.name).exists());
    }
}

impl CopySort {
    const fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Twin => "twin",
            Self::NewerTwin => "newer-twin",
        }
    }
}

/// Whether a state is later than another, or of another line of steps.
pub(super) fn is_beyond(state: Standing, other: Standing) -> bool {
    other.commits < state.commits || (other.commits == state.commits && other != state)
}

fn note_path(plan: &Path) -> PathBuf {
    backups_path(plan).join("notes")
}

/// A file's name as the note has it: one line, whatever it is made of.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().escape_debug().to_string()).unwrap_or_default()
}

/// The SHA-256 of a file.
pub(super) fn hash_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let size = file.read(&mut piece)?;
        if size == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(piece.get(..size).unwrap_or_default());
    }
}

/// Whether another file beside a plan is known to be a plan of the same id: then one of them is a copy of the other.
pub(super) fn has_double(plan: &Path, id: &str) -> bool {
    let (folder, own) = (folder(plan), name_of(plan));
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let notes = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "lodestone-backups"));
    notes.map(|path| Ledger::read_file(&path.join("notes"))).any(|ledger| {
        ledger.plans.iter().any(|other| {
            let is_there =
                || fs::metadata(folder.join(&other.name)).is_ok_and(|found| unix::identity(&found) == other.identity);
            other.id == id && other.name != own && is_there()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(commits: u64, committer: u64) -> Standing {
        Standing { commits, committer }
    }

    fn copy(sort: CopySort, commits: u64, hash: &str, name: &str) -> KnownCopy {
        KnownCopy {
            sort,
            id: "a1".to_owned(),
            standing: standing(commits, 7),
            hash: hash.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_what_is_not_understood_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("my plan.lodestone");
        fs::write(&plan, b"x").unwrap();
        let mut ledger = Ledger::default();
        assert!(ledger.set_plan(NamedPlan { id: "a1".to_owned(), identity: (3, 4), name: name_of(&plan) }));
        ledger.add_former("a1", "a0");
        ledger.add(copy(CopySort::Backup, 3, "00ff", "one two three.lodestone"));
        ledger.add(copy(CopySort::Twin, 4, "11ee", "my plan.plan-text"));
        ledger.set_printer("p1", "11ee");
        ledger.write(&plan).unwrap();
        assert_eq!(Ledger::read(&plan), ledger);
        assert!(!ledger.set_plan(NamedPlan { id: "a1".to_owned(), identity: (3, 4), name: name_of(&plan) }));
        fs::write(note_path(&plan), format!("{}gossip about nothing\nplan\n", ledger.text())).unwrap();
        assert_eq!(Ledger::read(&plan), ledger);
        fs::write(note_path(&plan), "lodestone-backups 2\nplan a 1 2 x\n").unwrap();
        assert_eq!(Ledger::read(&plan), Ledger::default());
    }

    #[test]
    fn twins_are_known_by_content_and_few() {
        let mut ledger = Ledger::default();
        for commits in 0..150 {
            ledger.add(copy(CopySort::Twin, commits, &format!("{commits:04}"), "t"));
        }
        assert_eq!(ledger.copies.len(), TWINS_KEPT);
        assert!(ledger.twin("t", "0010").is_none() && ledger.twin("u", "0140").is_none());
        assert_eq!(ledger.twin("t", "0140").unwrap().standing.commits, 140);
        assert!(ledger.has_twin_beyond("a1", standing(140, 7)) && !ledger.has_twin_beyond("a1", standing(149, 7)));
        assert!(ledger.has_twin_beyond("a1", standing(149, 8)), "of another line of steps");
        ledger.mark_newer("t", "0149");
        assert_eq!(ledger.twin("t", "0149").unwrap().sort, CopySort::NewerTwin);
    }

    #[test]
    fn twins_are_known_by_what_they_are_of_and_who_printed_them() {
        let mut ledger = Ledger::default();
        ledger.add(copy(CopySort::Twin, 4, "11ee", "t"));
        ledger.set_printer("p1", "11ee");
        assert_eq!(ledger.twin_of("t", "a1", standing(4, 7)), Some("11ee"));
        for (name, id, commits, committer) in
            [("u", "a1", 4, 7), ("t", "b2", 4, 7), ("t", "a1", 5, 7), ("t", "a1", 4, 8)]
        {
            assert_eq!(ledger.twin_of(name, id, standing(commits, committer)), None);
        }
        assert!(ledger.is_printed_by("p1", "11ee"));
        assert!(!ledger.is_printed_by("p2", "11ee") && !ledger.is_printed_by("p1", "22ee"));
        ledger.set_printer("p2", "11ee");
        assert!(ledger.is_printed_by("p2", "11ee") && !ledger.is_printed_by("p1", "11ee"));
        ledger.mark_newer("t", "11ee");
        assert_eq!(ledger.twin_of("t", "a1", standing(4, 7)), None);
        for commits in 0..150 {
            ledger.add(copy(CopySort::Twin, commits, &format!("{commits:04}"), "t"));
            ledger.set_printer("p1", &format!("{commits:04}"));
        }
        assert_eq!(ledger.printed.len(), TWINS_KEPT, "what is forgotten has no printer");
    }

    #[test]
    fn a_former_id_counts_unless_its_plan_stands_beside() {
        let mut ledger = Ledger::default();
        ledger.add_former("new", "old");
        assert!(ledger.is_of("new", "new") && ledger.is_of("old", "new") && !ledger.is_of("old", "other"));
        ledger.set_plan(NamedPlan { id: "old".to_owned(), identity: (1, 2), name: "net".to_owned() });
        assert!(!ledger.is_of("old", "new"));
    }
}
