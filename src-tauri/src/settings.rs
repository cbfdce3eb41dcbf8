//! What is remembered between runs. Never a number, a token or a secret.

mod file;
mod store;

use numberauth_protocol::{DeviceCarrier, Network, SdkCall};
use numberauth_scenario::{DeviceChoice, HotspotChoice, PhoneLanguage, Wording, Wordings};
use numberauth_sdk::{DEFAULT_TIMEOUTS, LONGEST_TIMEOUT_SECONDS};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

pub(crate) use store::{SettingsError, SettingsStore};

/// The form of the settings; a newer program may raise it.
const SCHEMA_VERSION: u32 = 1;

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// The form that they were written in.
    pub schema_version: u32,
    /// The device, without its number.
    pub device: DeviceSettings,
    /// The id of the scenario that is loaded.
    pub scenario: Option<String>,
    /// The timeouts that the app's own page uses, in seconds.
    pub timeouts: Timeouts,
    /// The lab's language.
    pub language: Language,
    /// The phone's language.
    pub phone_language: PhoneLanguage,
    /// The lab's theme.
    pub theme: Theme,
    /// The phone's theme.
    pub phone_theme: PhoneTheme,
    /// A customer's own wording of the consent page.
    pub wording: Wordings,
    /// The phone's theme on the stage.
    pub stage_theme: PhoneTheme,
}

/// The device at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceSettings {
    /// The SIM's carrier.
    pub carrier: DeviceCarrier,
    /// The network.
    pub network: Network,
    /// The carrier of the hotspot's owner.
    pub hotspot_carrier: DeviceCarrier,
}

impl From<DeviceSettings> for DeviceChoice {
    fn from(device: DeviceSettings) -> Self {
        Self {
            carrier: device.carrier,
            network: device.network,
            number: None,
            hotspot_owner: Some(HotspotChoice {
                carrier: device.hotspot_carrier,
                number: None,
            }),
        }
    }
}

/// A timeout for each SDK call, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each field is a call's name")]
pub struct Timeouts {
    pub check_login_available: f64,
    pub get_login_mask_phone: f64,
    pub get_login_token: f64,
    pub check_auth_available: f64,
    pub get_verify_token: f64,
}

/// The lab's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// The system's, Chinese or English.
    #[default]
    System,
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// The lab's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// The system's.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

/// The phone's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PhoneTheme {
    /// Light.
    #[default]
    Light,
    /// Dark.
    Dark,
}

/// What the stage's page does that nobody waits for there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StageDeed {
    /// Tell what its phone shows.
    Picture,
    /// Choose the next outcome.
    Outcome,
    /// Full screen and back.
    FullScreen,
}

/// What the person should know, beside what a command of theirs answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The file could not be read; it was kept under another name.
    SettingsSetAside {
        /// The name, without its folder.
        file: String,
    },
    /// The backup was used in its place.
    SettingsFromBackup,
    /// Some fields were not understood and have their defaults.
    SettingsFieldsReset {
        /// The fields' names.
        fields: Vec<String>,
    },
    /// The scenario that was loaded at the end of the last run cannot be loaded again.
    ScenarioNotLoaded {
        /// Its id.
        id: String,
        /// Why.
        reason: String,
    },
    /// Something that the stage's page asked for was refused. It is told here: the audience is to see the phone alone.
    StageRefused {
        /// What.
        deed: StageDeed,
        /// Why.
        reason: String,
    },
    /// The settings cannot be written: they hold for this run only.
    SettingsNotSaved {
        /// Why.
        reason: String,
    },
}

impl Default for Timeouts {
    fn default() -> Self {
        let of = |wanted: SdkCall| {
            let found = DEFAULT_TIMEOUTS.iter().find(|(call, _)| *call == wanted);
            f64::from(found.map_or(2, |(_, seconds)| *seconds))
        };
        Self {
            check_login_available: of(SdkCall::CheckLoginAvailable),
            get_login_mask_phone: of(SdkCall::GetLoginMaskPhone),
            get_login_token: of(SdkCall::GetLoginToken),
            check_auth_available: of(SdkCall::CheckAuthAvailable),
            get_verify_token: of(SdkCall::GetVerifyToken),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            device: DeviceSettings {
                carrier: DeviceCarrier::Cm,
                network: Network::Cellular,
                hotspot_carrier: DeviceCarrier::Cu,
            },
            scenario: None,
            timeouts: Timeouts::default(),
            language: Language::default(),
            phone_language: PhoneLanguage::default(),
            theme: Theme::default(),
            phone_theme: PhoneTheme::default(),
            wording: Wordings::default(),
            stage_theme: PhoneTheme::default(),
        }
    }
}

impl Settings {
    /// Refuses what the page could not use: a timeout that the SDK would refuse, a wording that breaks a rule.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let timeouts = &self.timeouts;
        let all = [
            timeouts.check_login_available,
            timeouts.get_login_mask_phone,
            timeouts.get_login_token,
            timeouts.check_auth_available,
            timeouts.get_verify_token,
        ];
        let usable = |seconds: &f64| *seconds > 0.0 && *seconds <= LONGEST_TIMEOUT_SECONDS;
        if !all.iter().all(usable) {
            Err("a timeout is above 0 and at most 86400 seconds")
        } else if !self.wording.hold() {
            Err("a wording breaks a rule of the consent page")
        } else {
            Ok(())
        }
    }

    /// Takes every field that can be understood, the defaults for the rest, and tells which those are.
    fn salvage(fields: &Map<String, Value>) -> (Self, Vec<String>) {
        let mut reset = Vec::new();
        let defaults = Self::default();
        let mut settings = Self {
            schema_version: SCHEMA_VERSION,
            device: field(fields, "device", defaults.device, &mut reset),
            scenario: field(fields, "scenario", defaults.scenario, &mut reset),
            timeouts: field(fields, "timeouts", defaults.timeouts, &mut reset),
            language: field(fields, "language", defaults.language, &mut reset),
            phone_language: field(
                fields,
                "phone_language",
                defaults.phone_language,
                &mut reset,
            ),
            theme: field(fields, "theme", defaults.theme, &mut reset),
            phone_theme: field(fields, "phone_theme", defaults.phone_theme, &mut reset),
            wording: wordings(fields, &mut reset),
            stage_theme: field(fields, "stage_theme", defaults.stage_theme, &mut reset),
        };
        // What is wrong in the wording is gone already.
        if settings.check().is_err() {
            settings.timeouts = Timeouts::default();
            reset.push("timeouts".to_owned());
        }
        (settings, reset)
    }
}

/// Each language's wording by itself: one that is not understood, or that breaks a rule of today, is let go of.
fn wordings(fields: &Map<String, Value>, reset: &mut Vec<String>) -> Wordings {
    let mut kept = Wordings::default();
    let Some(found) = fields.get("wording").filter(|found| !found.is_null()) else {
        return kept;
    };
    let Some(found) = found.as_object() else {
        reset.push("wording".to_owned());
        return kept;
    };
    for (name, language) in [("zh", PhoneLanguage::Zh), ("en", PhoneLanguage::En)] {
        let value = found.get(name).cloned().unwrap_or_default();
        let wording: Option<Option<Wording>> = serde_json::from_value(value).ok();
        let understood = wording.is_some();
        kept.set(language, wording.flatten());
        if !understood || !kept.hold() {
            kept.set(language, None);
            reset.push("wording".to_owned());
        }
    }
    reset.dedup();
    kept
}

/// A field that is absent has its default in silence: an older file did not know it.
fn field<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    name: &str,
    default: T,
    reset: &mut Vec<String>,
) -> T {
    match fields
        .get(name)
        .map(|value| serde_json::from_value(value.clone()))
    {
        None => default,
        Some(Ok(value)) => value,
        Some(Err(_)) => {
            reset.push(name.to_owned());
            default
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn salvage(value: Value) -> (Settings, Vec<String>) {
        let Value::Object(fields) = value else {
            panic!("an object")
        };
        Settings::salvage(&fields)
    }

    #[test]
    fn each_field_is_salvaged_by_itself() {
        let (settings, reset) = salvage(json!({
            "schema_version": 7, "theme": "sepia", "language": "en", "timeouts": {"getLoginToken": 9},
            "device": {"carrier": "CT", "network": "wifi", "hotspot_carrier": "other"}, "of a newer program": 1,
        }));
        assert_eq!(reset, ["timeouts", "theme"]);
        assert_eq!(
            (settings.language, settings.theme),
            (Language::En, Theme::System)
        );
        assert_eq!(settings.device.carrier, DeviceCarrier::Ct);
        assert_eq!(settings.schema_version, SCHEMA_VERSION);
    }

    #[test]
    fn an_older_file_without_a_field_is_no_damage() {
        let (settings, reset) = salvage(json!({"theme": "dark"}));
        assert_eq!((settings.theme, reset), (Theme::Dark, vec![]));
    }

    fn wording(button: &str) -> Value {
        json!({"app_name": "青禾阅读", "button": button, "agreements": [
            {"name": "《青禾隐私政策》", "url": "https://www.example.com/privacy"},
        ]})
    }

    #[test]
    fn a_wording_is_kept_and_one_that_breaks_a_rule_is_let_go_of_alone() {
        let (settings, reset) = salvage(json!({
            "theme": "dark", "wording": {"zh": wording("一键登录"), "en": wording("Continue")},
        }));
        assert_eq!(reset, ["wording"]);
        assert_eq!(
            settings.wording.zh.map(|zh| zh.app_name).as_deref(),
            Some("青禾阅读")
        );
        assert_eq!((settings.wording.en, settings.theme), (None, Theme::Dark));
    }

    #[test]
    fn whatever_stands_in_the_place_of_a_wording_does_no_damage() {
        for odd in [
            json!("示例"),
            json!([1]),
            json!({"zh": 5, "en": []}),
            json!({"zh": {"app_name": "a"}}),
            json!({"zh": wording("确定"), "en": wording("Log in\u{0}")}),
        ] {
            let (settings, reset) = salvage(json!({"language": "en", "wording": odd}));
            assert_eq!(settings.wording, Wordings::default());
            assert_eq!(
                (settings.language, reset),
                (Language::En, vec!["wording".to_owned()])
            );
        }
        let (_, reset) = salvage(json!({"wording": null}));
        assert!(reset.is_empty());
    }

    #[test]
    fn a_wording_that_breaks_a_rule_is_refused_by_every_door() {
        let mut settings = Settings::default();
        let bad = serde_json::from_value(wording("确定")).unwrap();
        settings.wording.set(PhoneLanguage::Zh, Some(bad));
        assert!(settings.check().is_err());
    }

    /// Frozen: the files that were written before there was a wording, and since.
    #[test]
    fn the_files_of_earlier_programs_are_read_whole() {
        let before = include_str!("settings/frozen/before-wording.json");
        let (settings, reset) = salvage(serde_json::from_str(before).unwrap());
        assert_eq!(reset, Vec::<String>::new());
        assert_eq!(settings.device.carrier, DeviceCarrier::Ct);
        assert_eq!(settings.wording, Wordings::default());
        let since = include_str!("settings/frozen/wording.json");
        let (settings, reset) = salvage(serde_json::from_str(since).unwrap());
        assert_eq!(reset, Vec::<String>::new());
        let zh = settings.wording.zh.unwrap();
        assert_eq!(
            (zh.button.as_str(), zh.agreements.len()),
            ("登录 / 注册", 2)
        );
    }

    #[test]
    fn a_timeout_that_the_sdk_would_refuse_is_refused() {
        let mut settings = Settings::default();
        settings.timeouts.get_login_token = 0.0;
        assert!(settings.check().is_err());
        settings.timeouts.get_login_token = f64::NAN;
        assert!(settings.check().is_err());
        settings.timeouts.get_login_token = 86_400.0;
        assert!(settings.check().is_ok());
    }
}
