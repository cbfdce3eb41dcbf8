//! What the types of a scenario cannot say.

use numberauth_protocol::redact::is_unprintable;
use numberauth_protocol::{PhoneNumber, ResultCode, SdkCall, Words};
use numberauth_simulator::{Fault, FaultError, LONGEST_SHIFT_SECONDS, RateLimits};

use super::problem::{JsonPath, words};
use super::{ExpectedResult, Outcome, PageCall, Scenario, Step};
use crate::DeviceChoice;

/// The longest id, in characters: it is a file's name.
const LONGEST_ID: usize = 64;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// The longest `about`, in characters.
const LONGEST_ABOUT: usize = 2_000;
/// The longest tag, in characters.
const LONGEST_TAG: usize = 32;
/// A scenario has at most so many steps, those inside `together` counted.
const MOST_STEPS: usize = 1_000;
/// A person tries at most so often.
const MOST_TRIES: usize = 1_000;
/// At most so many faults are armed together, as at the simulator.
const MOST_FAULTS: usize = 100;
/// The longest wait: a day, in milliseconds.
const LONGEST_WAIT_MS: u32 = 86_400_000;
/// A timeout is above 0 and at most this many seconds: a day.
const LONGEST_TIMEOUT: f64 = 86_400.0;

/// What is wrong at a place.
type Objection = (JsonPath, Words);

impl Scenario {
    /// Everything that cannot be, each with its place.
    pub(super) fn objections(&self) -> Vec<Objection> {
        let mut look = Look::default();
        let root = JsonPath::default();
        look.names(self, &root);
        look.device(&self.device, &root.key("device"));
        look.user(self, &root.key("user"));
        for (call, seconds) in &self.timeouts {
            if !(*seconds > 0.0 && *seconds <= LONGEST_TIMEOUT) {
                look.object(
                    &root.key("timeouts").key(call.name()),
                    "超时以秒计，须大于 0 且不超过 86400；要试别的值，请写在该步的 arguments 里",
                    "a timeout is in seconds, above 0 and at most 86400; an odd value belongs to a step's `arguments`",
                );
            }
        }
        look.faults(&self.faults, &root.key("faults"));
        if let Some(limits) = &self.limits {
            look.limits(limits, &root.key("limits"));
        }
        look.steps(&self.steps, &root.key("steps"));
        look.outcome(self, &root.key("outcome"));
        look.objections
    }
}

/// Small letters and digits, with single hyphens between: a file's name on every system.
fn is_id(id: &str) -> bool {
    let word = |part: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !part.is_empty() && part.chars().all(fits)
    };
    id.len() <= LONGEST_ID && id.split('-').all(word)
}

/// Whether Windows has a device of this name: no file there can be called so, whatever its extension.
fn is_windows_device(id: &str) -> bool {
    let numbered = |name: &str| {
        let number = id.strip_prefix(name);
        number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    matches!(id, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Why a fault cannot be, in Chinese; its own words are English.
fn fault_zh(error: &FaultError) -> String {
    match error {
        FaultError::NoCarrierThere(operation) => {
            format!("{operation} 不问运营商；请换一个会问运营商的操作")
        }
        FaultError::CloudOnly(operation) => {
            format!("只有云 API 的接口会这样答复，而 {operation} 不是；请换一个接口")
        }
        FaultError::TooMany(count) => format!("{count} 个故障太多了；最多 {MOST_FAULTS} 个"),
        FaultError::DelayTooLong(ms) => format!("{ms} 毫秒超过一天（86400000 毫秒）；请减小"),
        FaultError::JitterUpsideDown { least_ms, most_ms } => {
            format!("抖动的下限 {least_ms} 大于上限 {most_ms}；请对调")
        }
        FaultError::DripOfNoTime => "滴完要至少 1 毫秒".to_owned(),
        FaultError::NoServerError(status) => {
            format!("{status} 不是服务器错误；请用 500 到 599")
        }
        FaultError::Skew(seconds) => {
            format!("时钟偏差不能是 {seconds} 秒：不为 0，前后不超过十年")
        }
        FaultError::CarrierCode => {
            "运营商的码是 1 到 32 个字母、数字、“-”“_”“.”，也不能像手机号或 token".to_owned()
        }
        FaultError::CarrierMsg => "运营商的说明是一行，1 到 200 个字符".to_owned(),
        FaultError::NoTimes => "0 次的故障永远不会发生；请写至少 1 次，或不写 times".to_owned(),
        FaultError::SkipTooLong(skip) => format!("skip 最多 1000000 次，不能是 {skip}"),
        FaultError::Percent(percent) => {
            format!("概率是 1 到 100，不能是 {percent}；不写 chance 就每次都发生")
        }
    }
}

/// One look through a scenario.
#[derive(Default)]
struct Look {
    objections: Vec<Objection>,
    /// How many steps were seen.
    steps: usize,
    /// How far the calendar has been moved, in seconds.
    shift: i64,
}

impl Look {
    fn object(&mut self, path: &JsonPath, zh: impl Into<String>, en: impl Into<String>) {
        self.objections.push((path.clone(), words(zh, en)));
    }

    fn names(&mut self, scenario: &Scenario, root: &JsonPath) {
        if !is_id(&scenario.id) {
            self.object(
                &root.key("id"),
                format!("id 只用小写字母、数字和单个连字符，最多 {LONGEST_ID} 个字符，例如 cm-login"),
                format!("an id has small letters, digits and single hyphens, at most {LONGEST_ID} of them: cm-login"),
            );
        }
        if is_windows_device(&scenario.id) {
            let id = &scenario.id;
            self.object(
                &root.key("id"),
                format!("{id} 是 Windows 的设备名，不能作文件名；请换一个 id，例如 {id}-login"),
                format!("{id} is a device's name on Windows, where no file can have it: take another id, such as {id}-login"),
            );
        }
        let title = root.key("title");
        self.text(&scenario.title.zh, LONGEST_TITLE, &title.key("zh"));
        self.text(&scenario.title.en, LONGEST_TITLE, &title.key("en"));
        if let Some(about) = &scenario.about {
            let path = root.key("about");
            self.text(&about.zh, LONGEST_ABOUT, &path.key("zh"));
            self.text(&about.en, LONGEST_ABOUT, &path.key("en"));
        }
        let tags = root.key("tags");
        for (index, tag) in scenario.tags.iter().enumerate() {
            self.text(tag, LONGEST_TAG, &tags.index(index));
            if scenario.tags[..index].contains(tag) {
                self.object(
                    &tags.index(index),
                    "这个标签重复了；请删去",
                    "this tag stands there already: take it away",
                );
            }
        }
    }

    fn text(&mut self, text: &str, most: usize, path: &JsonPath) {
        if text.trim().is_empty() || text.chars().count() > most {
            self.object(
                path,
                format!("文本不能为空，最多 {most} 个字符"),
                format!("a text here is not empty and has at most {most} characters"),
            );
        }
        if text.chars().any(is_unprintable) {
            self.object(
                path,
                "文本里有控制字符或改变书写方向的字符；请删去",
                "a text here has control characters, or ones that turn its direction: take them away",
            );
        }
    }

    fn device(&mut self, device: &DeviceChoice, path: &JsonPath) {
        let own = self.number(device.number.as_deref(), path);
        let Some(owner) = &device.hotspot_owner else {
            return;
        };
        let path = path.key("hotspot_owner");
        let theirs = self.number(owner.number.as_deref(), &path);
        if own.is_some() && own == theirs {
            self.object(
                &path.key("number"),
                "热点机主的号码与本机相同；两张 SIM 不会同号，请换一个或都不写",
                "the hotspot owner's number is the device's own: two SIMs never share one; change it, or give none",
            );
        }
    }

    fn number(&mut self, typed: Option<&str>, path: &JsonPath) -> Option<PhoneNumber> {
        let number = PhoneNumber::parse_typed(typed?);
        if let Err(error) = &number {
            self.object(
                &path.key("number"),
                "这不是 11 位手机号；请改正，或不写（按运营商和种子生成）",
                format!("no mobile number: {error}; mend it, or give none: it then comes from carrier and seed"),
            );
        }
        number.ok()
    }

    fn user(&mut self, scenario: &Scenario, path: &JsonPath) {
        let tries = scenario.user.tries.len();
        if !(1..=MOST_TRIES).contains(&tries) {
            self.object(
                &path.key("tries"),
                format!("这里是 {tries} 次输入，应为 1 到 {MOST_TRIES} 次；最后一次会重复"),
                format!(
                    "{tries} tries are given; give 1 to {MOST_TRIES}: the last one is repeated"
                ),
            );
        }
    }

    fn faults(&mut self, faults: &[Fault], path: &JsonPath) {
        if faults.len() > MOST_FAULTS {
            let count = faults.len();
            self.object(
                path,
                format!("{count} 个故障太多了；最多 {MOST_FAULTS} 个"),
                format!("{count} faults are too many: at most {MOST_FAULTS}"),
            );
        }
        for (index, fault) in faults.iter().enumerate() {
            if let Err(error) = fault.check() {
                self.object(&path.index(index), fault_zh(&error), error.to_string());
            }
        }
    }

    fn limits(&mut self, limits: &RateLimits, path: &JsonPath) {
        if let Err(error) = limits.check() {
            let path = path.key("calls_per_second");
            self.object(
                &path,
                "每秒次数须为 1 到 1000000；不限就不要写这个动作",
                format!("{error}; leave the action out for no limit"),
            );
        }
    }

    fn steps(&mut self, steps: &[Step], path: &JsonPath) {
        if steps.is_empty() {
            self.object(
                path,
                "没有步骤；请至少写一步",
                "there are no steps: give at least one",
            );
        }
        for (index, step) in steps.iter().enumerate() {
            let path = path.index(index).key(step.name());
            match step {
                Step::Together(acts) => self.together(acts, &path),
                step => self.step(step, &path),
            }
        }
        if self.steps > MOST_STEPS {
            let count = self.steps;
            self.object(
                path,
                format!("{count} 步太多了；最多 {MOST_STEPS} 步，请拆成几个场景"),
                format!(
                    "{count} steps are too many: at most {MOST_STEPS}; make several scenarios of it"
                ),
            );
        }
    }

    fn together(&mut self, acts: &[Step], path: &JsonPath) {
        if !acts.iter().any(Step::is_call) {
            self.object(
                path,
                "together 里没有任何调用；请至少写一个页面或服务端的调用",
                "nothing is called in this `together`: give at least one call of the page or your server",
            );
        }
        for (index, act) in acts.iter().enumerate() {
            let path = path.index(index).key(act.name());
            match act {
                Step::Together(_) => self.object(
                    &path,
                    "together 里不能再有 together；请把步骤并到外面一个里",
                    "a `together` cannot stand in another: put its steps into the outer one",
                ),
                act => self.step(act, &path),
            }
        }
    }

    fn step(&mut self, step: &Step, path: &JsonPath) {
        self.steps += 1;
        match step {
            Step::CheckLoginAvailable(call) => {
                self.page_call(SdkCall::CheckLoginAvailable, call, path);
            }
            Step::GetLoginMaskPhone(call) => {
                self.page_call(SdkCall::GetLoginMaskPhone, call, path);
            }
            Step::GetLoginToken(call) => self.page_call(SdkCall::GetLoginToken, call, path),
            Step::CheckAuthAvailable(call) => {
                self.page_call(SdkCall::CheckAuthAvailable, call, path);
            }
            Step::GetVerifyToken(call) => self.page_call(SdkCall::GetVerifyToken, call, path),
            Step::GetPhoneWithToken(step) => {
                self.answer(
                    &step.expect.code,
                    "number",
                    step.expect.number.is_some(),
                    path,
                );
            }
            Step::VerifyPhoneWithToken(step) => {
                self.answer(
                    &step.expect.code,
                    "result",
                    step.expect.result.is_some(),
                    path,
                );
            }
            Step::Wait(wait) if wait.ms > LONGEST_WAIT_MS => self.object(
                &path.key("ms"),
                format!("等待以毫秒计，最多一天（{LONGEST_WAIT_MS}）"),
                format!("a wait is in milliseconds, at most a day ({LONGEST_WAIT_MS})"),
            ),
            Step::AdvanceClock(by) => self.advance(by.seconds, path),
            Step::SetDevice(device) => self.device(device, path),
            Step::SetFaults(set) => self.faults(&set.faults, &path.key("faults")),
            Step::SetLimits(set) => {
                if let Some(limits) = &set.limits {
                    self.limits(limits, &path.key("limits"));
                }
            }
            _ => {}
        }
    }

    fn advance(&mut self, seconds: i64, path: &JsonPath) {
        self.shift = self.shift.saturating_add(seconds);
        if self.shift.saturating_abs() > LONGEST_SHIFT_SECONDS {
            self.shift = 0;
            self.object(
                &path.key("seconds"),
                "日历总共最多前后移动十年；请减小秒数",
                "the calendar is moved by ten years in all at most, either way: take fewer seconds",
            );
        }
    }

    /// What only a success holds cannot come with a refusal.
    fn answer(&mut self, code: &str, field: &str, given: bool, path: &JsonPath) {
        if given && code != "OK" {
            self.object(
                &path.key("expect").key(field),
                format!("只有 code 为 OK 时才有 {field}；请删去其一"),
                format!("only an answer OK holds `{field}`: take it away, or expect OK"),
            );
        }
    }

    fn page_call(&mut self, call: SdkCall, step: &PageCall, path: &JsonPath) {
        for (index, name) in step.omit.iter().enumerate() {
            if step.arguments.contains_key(name) {
                self.object(
                    &path.key("omit").index(index),
                    "这个参数同时写在 arguments 里；请删去其一",
                    "this argument is given in `arguments` too: take one away",
                );
            }
        }
        let path = path.key("expect");
        if step.expect.unticked {
            self.unticked(call, &step.expect, &path);
        } else {
            self.expected(call, &step.expect, &path);
        }
    }

    fn unticked(&mut self, call: SdkCall, expect: &ExpectedResult, path: &JsonPath) {
        let alone = ExpectedResult {
            unticked: true,
            ..ExpectedResult::default()
        };
        if !matches!(call, SdkCall::GetLoginToken | SdkCall::GetVerifyToken) {
            self.object(
                &path.key("unticked"),
                "这个调用不需要勾选；只有 getLoginToken 和 getVerifyToken 需要",
                "this call needs no tick: only getLoginToken and getVerifyToken do",
            );
        } else if *expect != alone {
            self.object(
                path,
                "没有勾选就没有调用，也就没有返回；unticked 请单独写",
                "without a tick nothing is called and nothing comes back: `unticked` stands alone",
            );
        }
    }

    /// A result holds no more than its call and code can give.
    fn expected(&mut self, call: SdkCall, expect: &ExpectedResult, path: &JsonPath) {
        let entry = expect.code.entry();
        if let Some(impossible) = &entry.impossible
            && impossible.calls.contains(&call)
        {
            let (code, name) = (expect.code, call.name());
            let Words { zh, en } = &impossible.reason;
            self.object(
                &path.key("code"),
                format!("{name} 不会返回 {code}：{zh}"),
                format!("{name} never gives {code}: {en}"),
            );
        }
        let success = expect.code == ResultCode::Success;
        let check = matches!(
            call,
            SdkCall::CheckLoginAvailable | SdkCall::CheckAuthAvailable
        );
        if expect.vender.is_some() && (!success || check) {
            self.object(
                &path.key("vender"),
                "只有掩码或 token 成功返回时才有 vender；请删去",
                "only a mask or a token that was got names its `vender`: take it away",
            );
        }
        for (field, given) in [
            ("content_code", expect.content_code.is_some()),
            ("reason", expect.reason.is_some()),
        ] {
            if success && given {
                self.object(
                    &path.key(field),
                    format!("成功时没有 content；请删去 {field}，或写上失败的 code"),
                    format!(
                        "a success has no content: take `{field}` away, or give the failure's code"
                    ),
                );
            }
        }
    }

    /// An outcome comes from an exchange of its own kind.
    fn outcome(&mut self, scenario: &Scenario, path: &JsonPath) {
        let needed = match scenario.outcome {
            Outcome::Nothing => return,
            Outcome::SignedIn => "GetPhoneWithToken",
            Outcome::Pass | Outcome::Reject | Outcome::Unknown => "VerifyPhoneWithToken",
        };
        let does = |step: &Step| step.name() == needed;
        let done = scenario.steps.iter().any(|step| match step {
            Step::Together(acts) => acts.iter().any(does),
            step => does(step),
        });
        if !done {
            self.object(
                path,
                format!("这个结果要由 {needed} 得出，但没有这一步；请补上，或写 nothing"),
                format!(
                    "this comes from {needed}, and no step does it: add one, or expect `nothing`"
                ),
            );
        }
    }
}
