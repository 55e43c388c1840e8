//! How the question to Traffic Router stands: one is asked at a time, and the newest answer is kept until a newer one
//! comes. It draws nothing.

use crate::session::tasks::{Preflight, Question};

/// The question and its answer.
#[derive(Debug, Default)]
pub(super) struct Asking {
    /// What is being asked.
    now: Option<Question>,
    /// What the user turned away from, or what failed.
    given_up: Option<Question>,
    /// The newest answer, which may be one to another question by now.
    found: Option<Box<Preflight>>,
}

impl Asking {
    /// Whether the question is to be asked now; it counts as asked then.
    pub(super) fn asks(&mut self, question: &Question) -> bool {
        let is_known = self.found.as_ref().is_some_and(|found| found.question == *question);
        let asks = self.now.is_none() && !is_known && self.given_up.as_ref() != Some(question);
        if asks {
            self.now = Some(question.clone());
        }
        asks
    }

    /// Takes an answer; says whether it was one to what is being asked.
    pub(super) fn take(&mut self, found: Box<Preflight>) -> bool {
        let is_wanted = self.now.as_ref() == Some(&found.question);
        if is_wanted {
            self.now = None;
            self.found = Some(found);
        }
        is_wanted
    }

    /// The question is out of date: the next frame asks the one that is not.
    pub(super) fn ask_again(&mut self) {
        (self.now, self.given_up) = (None, None);
    }

    /// There will be no answer.
    pub(super) fn give_up(&mut self) {
        if let Some(question) = self.now.take() {
            self.given_up = Some(question);
        }
    }

    /// Whether an answer is awaited.
    pub(super) fn is_waiting(&self) -> bool {
        self.now.is_some()
    }

    /// Whether there will be no answer unless it is asked again.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.is_some()
    }

    /// The newest answer about a CDN's snapshot.
    pub(super) fn found(&self, cdn: &str) -> Option<&Preflight> {
        self.found.as_deref().filter(|found| found.question.cdn == cdn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tasks::Answer;

    fn question(revision: u64) -> Question {
        Question { cdn: "aurora".to_owned(), date: 7, revision }
    }

    fn answer(question: Question) -> Box<Preflight> {
        Box::new(Preflight {
            question,
            answer: Answer::NotMade,
            findings: Vec::new(),
            counts: String::new(),
            last: None,
            stale: None,
        })
    }

    #[test]
    fn one_question_is_asked_at_a_time() {
        let mut asking = Asking::default();
        assert!(asking.asks(&question(1)) && asking.is_waiting());
        assert!(!asking.asks(&question(1)) && !asking.asks(&question(2)));
        assert!(!asking.take(answer(question(9))), "nobody asked that");
        assert!(asking.take(answer(question(1))) && !asking.is_waiting());
        assert!(!asking.asks(&question(1)), "that is known");
        assert!(asking.asks(&question(2)));
        assert!(asking.found("aurora").is_some() && asking.found("borealis").is_none());
    }

    #[test]
    fn what_is_given_up_is_asked_again_only_when_it_is_wanted() {
        let mut asking = Asking::default();
        assert!(asking.asks(&question(1)));
        asking.give_up();
        assert!(!asking.asks(&question(1)) && asking.is_given_up());
        asking.ask_again();
        assert!(asking.asks(&question(1)));
        asking.give_up();
        assert!(asking.asks(&question(2)), "another question is another matter");
    }
}
