//! One thread writes the settings: nobody who changes them waits for the disk.

use std::io::Error;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use super::{Notice, Settings};

/// Puts settings onto the disk, or says why not.
pub(super) type Disk = Box<dyn FnMut(&Settings) -> Result<(), String> + Send>;

/// Hears whether what was changed before it asked is on the disk.
type Listener = Box<dyn FnOnce(&Result<(), String>) + Send>;

enum Job {
    /// The settings are others.
    Write,
    /// Tell this one, when what was asked before is done.
    Tell(Listener),
}

/// The thread. Changes are written in their order; of those that wait, the newest alone. What waits when this is dropped is
/// written first.
pub(super) struct Writer {
    /// `None` only while it is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. It tells the first failure of a row of them; `failed` is one that is told already.
    pub(super) fn start(
        disk: Disk,
        newest: watch::Receiver<Settings>,
        failed: Option<String>,
        tell: impl Fn(Notice) + Send + 'static,
    ) -> Result<Self, Error> {
        let (jobs, waiting) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("settings".to_owned())
            .spawn(move || write_all(disk, &newest, &waiting, failed, tell))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Has the newest settings written.
    pub(super) fn write(&self) {
        self.send(Job::Write);
    }

    /// Waits until every change so far is on the disk, or tells why it is not.
    pub(super) async fn written(&self) -> Result<(), String> {
        let (done, hears) = tokio::sync::oneshot::channel();
        self.send(Job::Tell(Box::new(move |result| {
            // Whoever asked may have gone.
            let _ = done.send(result.clone());
        })));
        hears.await.unwrap_or_else(|_| Err(ended()))
    }

    /// [`Self::written`] for whoever is about to end the program; for so long at most.
    pub(super) fn flush(&self, at_most: Duration) -> Result<(), String> {
        let (done, hears) = mpsc::channel();
        self.send(Job::Tell(Box::new(move |result| {
            let _ = done.send(result.clone());
        })));
        let late = |_| format!("the disk did not answer within {} s", at_most.as_secs());
        hears
            .recv_timeout(at_most)
            .unwrap_or_else(|error| Err(late(error)))
    }

    fn send(&self, job: Job) {
        if let Some(jobs) = &self.jobs
            && jobs.send(job).is_err()
        {
            tracing::error!("the settings are no longer written: their thread has ended");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes the settings broke off");
        }
    }
}

fn ended() -> String {
    "the settings are no longer written".to_owned()
}

fn write_all(
    mut disk: Disk,
    newest: &watch::Receiver<Settings>,
    jobs: &Receiver<Job>,
    failed: Option<String>,
    tell: impl Fn(Notice),
) {
    let mut last = failed.map_or(Ok(()), Err);
    while let Ok(first) = jobs.recv() {
        let mut listeners = Vec::new();
        let mut changed = false;
        for job in std::iter::once(first).chain(jobs.try_iter()) {
            match job {
                Job::Write => changed = true,
                Job::Tell(listener) => listeners.push(listener),
            }
        }
        if changed {
            let settings = newest.borrow().clone();
            let now = disk(&settings);
            if let Err(reason) = &now {
                tracing::warn!(%reason, "the settings were not saved");
                if last.is_ok() {
                    tell(Notice::SettingsNotSaved {
                        reason: reason.clone(),
                    });
                }
            }
            last = now;
        }
        for listener in listeners {
            listener(&last);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;
    use crate::settings::Theme;

    /// A disk that a test holds up: it writes when it is let, and answers what it is told to.
    struct SlowDisk {
        written: Arc<Mutex<Vec<Theme>>>,
        /// Tells that a write has begun.
        begun: Receiver<()>,
        /// Lets one write end so.
        let_end: Sender<Result<(), String>>,
    }

    impl SlowDisk {
        fn new() -> (Self, Disk) {
            let written: Arc<Mutex<Vec<Theme>>> = Arc::default();
            let (begins, begun) = mpsc::channel();
            let (let_end, ends) = mpsc::channel();
            let log = Arc::clone(&written);
            let disk: Disk = Box::new(move |settings| {
                let _ = begins.send(());
                // A test that has gone lets everything through.
                let end = ends.recv().unwrap_or(Ok(()));
                if end.is_ok() {
                    log.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(settings.theme);
                }
                end
            });
            let slow = Self {
                written,
                begun,
                let_end,
            };
            (slow, disk)
        }

        fn written(&self) -> Vec<Theme> {
            self.written.lock().unwrap().clone()
        }
    }

    type Told = Arc<Mutex<Vec<Notice>>>;

    fn start(disk: Disk, settings: &watch::Sender<Settings>) -> (Writer, Told) {
        let told = Told::default();
        let log = Arc::clone(&told);
        let writer = Writer::start(disk, settings.subscribe(), None, move |notice| {
            log.lock().unwrap().push(notice);
        });
        (writer.unwrap(), told)
    }

    fn choose(settings: &watch::Sender<Settings>, writer: &Writer, theme: Theme) {
        settings.send_modify(|settings| settings.theme = theme);
        writer.write();
    }

    #[test]
    fn whoever_changes_does_not_wait_and_the_newest_of_those_that_wait_is_written() {
        let settings = watch::Sender::new(Settings::default());
        let (slow, disk) = SlowDisk::new();
        let (writer, _) = start(disk, &settings);
        choose(&settings, &writer, Theme::Dark);
        slow.begun.recv().unwrap();
        // The disk holds the first; these are taken at once all the same.
        choose(&settings, &writer, Theme::Light);
        choose(&settings, &writer, Theme::Contrast);
        assert_eq!(slow.written(), []);
        slow.let_end.send(Ok(())).unwrap();
        slow.begun.recv().unwrap();
        slow.let_end.send(Ok(())).unwrap();
        assert_eq!(writer.flush(Duration::from_mins(1)), Ok(()));
        assert_eq!(slow.written(), [Theme::Dark, Theme::Contrast]);
    }

    #[test]
    fn what_waits_is_written_before_the_end() {
        let settings = watch::Sender::new(Settings::default());
        let (slow, disk) = SlowDisk::new();
        let (writer, _) = start(disk, &settings);
        choose(&settings, &writer, Theme::Dark);
        slow.begun.recv().unwrap();
        choose(&settings, &writer, Theme::Light);
        let SlowDisk {
            written, let_end, ..
        } = slow;
        drop(let_end);
        drop(writer);
        assert_eq!(*written.lock().unwrap(), [Theme::Dark, Theme::Light]);
    }

    #[test]
    fn a_disk_that_does_not_answer_holds_up_no_end() {
        let settings = watch::Sender::new(Settings::default());
        let (slow, disk) = SlowDisk::new();
        let (writer, _) = start(disk, &settings);
        choose(&settings, &writer, Theme::Dark);
        slow.begun.recv().unwrap();
        let error = writer.flush(Duration::ZERO).unwrap_err();
        assert!(error.contains("did not answer"), "{error}");
        drop(slow);
    }

    #[tokio::test]
    async fn a_failure_is_told_once_until_a_write_succeeds_and_to_whoever_waits() {
        let settings = watch::Sender::new(Settings::default());
        let (slow, disk) = SlowDisk::new();
        let (writer, told) = start(disk, &settings);
        let notice = |reason: &str| Notice::SettingsNotSaved {
            reason: reason.to_owned(),
        };
        let mut wanted = Vec::new();
        for (end, is_told) in [
            (Err("full"), true),
            (Err("still full"), false),
            (Ok(()), false),
            (Err("full"), true),
        ] {
            let end = end.map_err(str::to_owned);
            slow.let_end.send(end.clone()).unwrap();
            choose(&settings, &writer, Theme::Dark);
            assert_eq!(writer.written().await, end);
            if is_told {
                wanted.push(notice("full"));
            }
            assert_eq!(*told.lock().unwrap(), wanted);
        }
    }
}
