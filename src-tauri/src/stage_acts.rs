//! What the presenter did, until the stage's page takes it: nothing is lost while that page opens or is loaded again.

use std::collections::VecDeque;

use numberauth_protocol::Flow;
use tokio::sync::watch;

use crate::stage::{StageAct, StageProblem};

/// So many acts wait for the page; a page that leaves more of them lying does not answer any more.
const MOST_WAITING: usize = 64;

#[derive(Default)]
struct Waiting {
    /// The page that may take them; an older one takes nothing.
    page: u64,
    /// In order, and of which flow the first one is.
    acts: VecDeque<StageAct>,
    flow: Option<Flow>,
}

/// The acts that no page has taken yet.
#[derive(Default)]
pub(crate) struct StageActs(watch::Sender<Waiting>);

impl StageActs {
    /// One more, done while the stage was to show this flow.
    pub(crate) fn push(&self, flow: Flow, act: StageAct) -> Result<(), StageProblem> {
        let mut taken = false;
        self.0.send_if_modified(|waiting| {
            taken = waiting.acts.len() < MOST_WAITING;
            if taken {
                waiting.flow.get_or_insert(flow);
                waiting.acts.push_back(act);
            }
            taken
        });
        if taken {
            Ok(())
        } else {
            Err(StageProblem::NoAnswer)
        }
    }

    /// The page is gone or is loaded again: what comes is for the next one.
    pub(crate) fn page_gone(&self) {
        self.0.send_modify(|waiting| waiting.page += 1);
    }

    /// The stage is closed: what waits is for nobody.
    pub(crate) fn closed(&self) {
        self.0.send_modify(|waiting| {
            waiting.page += 1;
            waiting.acts.clear();
            waiting.flow = None;
        });
    }

    /// A page that takes the acts from now on, those that wait too.
    pub(crate) fn page(&self) -> ActsOfPage {
        let mut page = 0;
        self.0.send_modify(|waiting| {
            waiting.page += 1;
            page = waiting.page;
        });
        ActsOfPage {
            page,
            news: self.0.subscribe(),
            acts: self.0.clone(),
        }
    }
}

/// The acts as one page takes them.
pub(crate) struct ActsOfPage {
    page: u64,
    news: watch::Receiver<Waiting>,
    acts: watch::Sender<Waiting>,
}

impl ActsOfPage {
    /// What waits, in order, each once. It begins with the flow that the first one was meant for: the page may know a later one.
    pub(crate) fn take(&mut self) -> Vec<StageAct> {
        self.news.mark_unchanged();
        let mut taken = Vec::new();
        self.acts.send_if_modified(|waiting| {
            if waiting.page == self.page {
                let flow = waiting.flow.take();
                taken.extend(flow.map(|flow| StageAct::Show { flow }));
                taken.extend(waiting.acts.drain(..));
            }
            false
        });
        taken
    }

    /// Ends when there may be more.
    pub(crate) async fn changed(&mut self) -> Result<(), watch::error::RecvError> {
        self.news.changed().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::StageAnswer;

    const FILL: StageAct = StageAct::Fill {
        answer: StageAnswer::Right,
    };
    const LOGIN: StageAct = StageAct::Show { flow: Flow::Login };

    #[test]
    fn acts_are_taken_once_and_in_order() {
        let acts = StageActs::default();
        let mut page = acts.page();
        assert!(page.take().is_empty());
        acts.push(Flow::Login, StageAct::Start).unwrap();
        acts.push(Flow::Login, FILL).unwrap();
        assert!(page.take() == [LOGIN, StageAct::Start, FILL]);
        assert!(page.take().is_empty());
    }

    #[test]
    fn what_is_done_before_the_page_is_there_is_for_the_flow_that_it_was_done_to() {
        let acts = StageActs::default();
        let verify = || StageAct::Show { flow: Flow::Verify };
        acts.push(Flow::Login, StageAct::Start).unwrap();
        acts.push(Flow::Login, verify()).unwrap();
        acts.push(Flow::Verify, FILL).unwrap();
        assert!(acts.page().take() == [LOGIN, StageAct::Start, verify(), FILL]);
    }

    #[test]
    fn a_page_that_is_gone_takes_nothing_from_the_next_one() {
        let acts = StageActs::default();
        let mut gone = acts.page();
        acts.page_gone();
        acts.push(Flow::Login, StageAct::Start).unwrap();
        assert!(gone.take().is_empty());
        assert!(acts.page().take() == [LOGIN, StageAct::Start]);
    }

    #[test]
    fn what_waits_when_the_stage_is_closed_is_not_done_on_the_next_one() {
        let acts = StageActs::default();
        acts.push(Flow::Login, StageAct::Start).unwrap();
        acts.closed();
        assert!(acts.page().take().is_empty());
    }

    #[test]
    fn a_page_that_does_not_answer_is_told_and_no_act_is_dropped_unsaid() {
        let acts = StageActs::default();
        for _ in 0..MOST_WAITING {
            acts.push(Flow::Login, StageAct::Reset).unwrap();
        }
        assert_eq!(
            acts.push(Flow::Login, StageAct::Start),
            Err(StageProblem::NoAnswer)
        );
        assert_eq!(acts.page().take().len(), MOST_WAITING + 1);
    }
}
