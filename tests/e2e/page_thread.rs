//! The main thread of the page's process: which share of a time it ran, and which it waited for a processor. A benchmark asks, because
//! what it measured on a machine where the page must wait for other programs is those programs' work.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The most that the thread may have waited for a processor, as a share of the time: above, another program's work is measured.
const MOST_WAITED: f64 = 0.1;

/// The thread's own file of the kernel's about its times.
pub(crate) struct PageThread(PathBuf);

/// A moment, and how long the thread had run and waited until then.
pub(crate) struct Moment {
    at: Instant,
    ran: Duration,
    waited: Duration,
}

/// Of a time, the shares in which the thread ran, and waited for a processor.
pub(crate) struct Shares {
    pub(crate) ran: f64,
    pub(crate) waited: f64,
}

impl PageThread {
    /// Finds it among this program's descendants, and lets it and this program's own threads go before whatever else this machine does,
    /// where that is allowed. Where it is not, [`Shares::assert_own`] judges.
    pub(crate) fn first_in_line() -> Self {
        let pid = page_of(std::process::id()).expect("the page has no process");
        let own = std::fs::read_dir("/proc/self/task").unwrap();
        let threads = own.map(|thread| thread.unwrap().file_name().to_string_lossy().into_owned());
        let _ = std::process::Command::new("renice")
            .args(["-n", "-15", "-p", &pid.to_string()])
            .args(threads)
            .output();
        Self(Path::new("/proc").join(format!("{pid}/task/{pid}/schedstat")))
    }

    pub(crate) fn now(&self) -> Moment {
        let text = std::fs::read_to_string(&self.0).unwrap();
        let mut numbers = text.split(' ').map(|number| number.parse().unwrap());
        let mut next = || Duration::from_nanos(numbers.next().unwrap());
        Moment {
            at: Instant::now(),
            ran: next(),
            waited: next(),
        }
    }

    pub(crate) fn since(&self, before: &Moment) -> Shares {
        let now = self.now();
        let time = now.at - before.at;
        Shares {
            ran: now.ran.saturating_sub(before.ran).div_duration_f64(time),
            waited: now
                .waited
                .saturating_sub(before.waited)
                .div_duration_f64(time),
        }
    }
}

impl Shares {
    /// Fails where the thread waited so long for a processor that `what` tells nothing of the page.
    pub(crate) fn assert_own(&self, what: &str) {
        let waited = self.waited * 100.0;
        assert!(
            self.waited <= MOST_WAITED,
            "{what}: not judged, this machine is busy: the page's thread waited {waited:.0} % of the time for a processor"
        );
    }
}

/// The process of a page, which is a descendant of this program's.
pub(crate) fn page_of(program: u32) -> Option<u32> {
    let parent = |pid: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
    };
    let is_ours =
        |pid: u32| std::iter::successors(Some(pid), |pid| parent(*pid)).any(|one| one == program);
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let pid: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        // The kernel keeps fifteen characters of a name.
        (name.starts_with("WebKitWebProces") && is_ours(pid)).then_some(pid)
    });
    processes.last()
}
