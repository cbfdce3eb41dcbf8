//! What is remembered between runs. Never a number, a token or a secret.

mod document;
mod file;
mod salvage;
mod store;
mod writer;

use numberauth_protocol::{DeviceCarrier, Network, SdkCall};
use numberauth_scenario::{DeviceChoice, HotspotChoice, PhoneLanguage, Wordings};
use numberauth_sdk::{DEFAULT_TIMEOUTS, LONGEST_TIMEOUT_SECONDS};
use serde::{Deserialize, Serialize};
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

/// What the page changes of the settings; what is absent stays. Device, scenario and wording have commands of their own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// Other timeouts.
    pub timeouts: Option<Timeouts>,
    /// Another language of the lab.
    pub language: Option<Language>,
    /// Another language of the phone.
    pub phone_language: Option<PhoneLanguage>,
    /// Another theme of the lab.
    pub theme: Option<Theme>,
    /// Another theme of the phone.
    pub phone_theme: Option<PhoneTheme>,
    /// Another theme of the phone on the stage.
    pub stage_theme: Option<PhoneTheme>,
}

impl SettingsChange {
    /// Makes the change.
    pub(crate) fn apply(self, settings: &mut Settings) {
        fn put<T>(field: &mut T, chosen: Option<T>) {
            if let Some(chosen) = chosen {
                *field = chosen;
            }
        }
        put(&mut settings.timeouts, self.timeouts);
        put(&mut settings.language, self.language);
        put(&mut settings.phone_language, self.phone_language);
        put(&mut settings.theme, self.theme);
        put(&mut settings.phone_theme, self.phone_theme);
        put(&mut settings.stage_theme, self.stage_theme);
    }
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
        /// Its whole path now.
        file: String,
    },
    /// The backup was used in its place.
    SettingsFromBackup,
    /// What some fields say is not understood: the defaults are used, and the file keeps what it says until it is chosen anew.
    SettingsFieldsReset {
        /// The fields, as `theme` or `device.network`.
        fields: Vec<String>,
    },
    /// A newer program has written into the file. What this one does not know is not used, and stays there.
    SettingsNewer {
        /// The form that it was written in, if that is newer.
        form: Option<u32>,
        /// The fields that this program does not know, as `sound` or `device.model`.
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
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wording_that_breaks_a_rule_is_refused_by_every_door() {
        let mut settings = Settings::default();
        let bad = json!({"app_name": "青禾阅读", "button": "确定", "agreements": [
            {"name": "《青禾隐私政策》", "url": "https://www.example.com/privacy"},
        ]});
        let bad = serde_json::from_value(bad).unwrap();
        settings.wording.set(PhoneLanguage::Zh, Some(bad));
        assert!(settings.check().is_err());
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
