//! What of a settings file this program understands, field by field.

use serde_json::{Map, Value};

use super::{Notice, SCHEMA_VERSION, Settings};

/// What was understood, and what was not.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Salvaged {
    pub(super) settings: Settings,
    /// The form of the file, if it is newer than this program's.
    pub(super) newer_form: Option<u32>,
    /// The fields whose values are not understood; the settings have the defaults there.
    pub(super) reset: Vec<String>,
    /// The fields that this program does not know.
    pub(super) unknown: Vec<String>,
}

impl Salvaged {
    /// What the person should know of it.
    pub(super) fn notices(self) -> impl Iterator<Item = Notice> {
        let Self {
            newer_form: form,
            reset,
            unknown: fields,
            ..
        } = self;
        let newer = (form.is_some() || !fields.is_empty())
            .then_some(Notice::SettingsNewer { form, fields });
        let reset = (!reset.is_empty()).then_some(Notice::SettingsFieldsReset { fields: reset });
        newer.into_iter().chain(reset)
    }
}

/// Takes every field that can be understood, the defaults for the rest. A field that is absent has its default in silence: an
/// older program did not know it.
pub(super) fn salvage(fields: &Map<String, Value>) -> serde_json::Result<Salvaged> {
    let defaults = serde_json::to_value(Settings::default())?;
    let mut found = Salvaged::default();
    for (name, said) in fields {
        match (name.as_str(), defaults.get(name), said) {
            ("schema_version", ..) => found.take_form(said),
            // Told below.
            (_, None, _) | (_, Some(Value::Object(_)), Value::Null) => {}
            (_, Some(Value::Object(_)), Value::Object(parts)) => {
                for (part, said) in parts {
                    found.take(&[name, part], said)?;
                }
            }
            (_, Some(_), _) => found.take(&[name], said)?,
        }
    }
    let understood = serde_json::to_value(&found.settings)?;
    for (name, said) in fields {
        unknown(name, said, understood.get(name), &mut found.unknown);
    }
    // The store keeps no order.
    found.reset.sort();
    found.unknown.sort();
    Ok(found)
}

impl Salvaged {
    fn take_form(&mut self, said: &Value) {
        let form = said.as_u64().and_then(|form| u32::try_from(form).ok());
        match form {
            Some(form) => self.newer_form = Some(form).filter(|form| *form > SCHEMA_VERSION),
            None => self.reset.push("schema_version".to_owned()),
        }
    }

    /// Takes what the file says at this place, if the settings can be so.
    fn take(&mut self, place: &[&str], said: &Value) -> serde_json::Result<()> {
        let mut changed = serde_json::to_value(&self.settings)?;
        let mut spot = &mut changed;
        for name in place {
            match spot.get_mut(name) {
                Some(part) => spot = part,
                // It is told among the unknown ones.
                None => return Ok(()),
            }
        }
        *spot = said.clone();
        match serde_json::from_value::<Settings>(changed) {
            Ok(settings) if settings.check().is_ok() => self.settings = settings,
            _ => self.reset.push(place.join(".")),
        }
        Ok(())
    }
}

/// Names what stands in the file and has no place in the settings.
fn unknown(place: &str, said: &Value, understood: Option<&Value>, names: &mut Vec<String>) {
    match (said, understood) {
        (_, None) => names.push(place.to_owned()),
        (Value::Object(said), Some(Value::Object(understood))) => {
            for (name, said) in said {
                unknown(
                    &format!("{place}.{name}"),
                    said,
                    understood.get(name),
                    names,
                );
            }
        }
        (Value::Array(said), Some(Value::Array(understood))) => {
            for (said, understood) in said.iter().zip(understood) {
                unknown(place, said, Some(understood), names);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use numberauth_protocol::{DeviceCarrier, Network};
    use numberauth_scenario::Wordings;
    use serde_json::json;

    use super::*;
    use crate::settings::{Language, PhoneTheme, Theme};

    fn salvaged(value: Value) -> Salvaged {
        let Value::Object(fields) = value else {
            panic!("an object")
        };
        salvage(&fields).unwrap()
    }

    #[test]
    fn each_field_is_salvaged_by_itself_and_each_part_of_one() {
        let found = salvaged(json!({
            "schema_version": 1, "theme": "sepia", "language": "en",
            "timeouts": {"getLoginToken": 9, "getVerifyToken": 0},
            "device": {"carrier": "CT", "network": "6g", "hotspot_carrier": "other"},
        }));
        assert_eq!(
            found.reset,
            ["device.network", "theme", "timeouts.getVerifyToken"]
        );
        assert!(found.unknown.is_empty() && found.newer_form.is_none());
        let settings = found.settings;
        assert_eq!(
            (settings.language, settings.theme),
            (Language::En, Theme::System)
        );
        let device = settings.device;
        assert_eq!(
            (device.carrier, device.network),
            (DeviceCarrier::Ct, Network::Cellular)
        );
        let (timeouts, usual) = (settings.timeouts, Settings::default().timeouts);
        assert!((timeouts.get_login_token - 9.0).abs() < f64::EPSILON);
        assert!((timeouts.get_verify_token - usual.get_verify_token).abs() < f64::EPSILON);
    }

    #[test]
    fn an_older_file_without_a_field_is_no_damage() {
        let found = salvaged(json!({"theme": "dark", "timeouts": {"getLoginToken": 9}}));
        assert_eq!(found.settings.theme, Theme::Dark);
        assert_eq!(found.notices().count(), 0);
    }

    #[test]
    fn a_newer_file_is_told_with_what_is_not_known_and_what_is_not_understood() {
        let newer = include_str!("frozen/newer.json");
        let found = salvaged(serde_json::from_str(newer).unwrap());
        assert_eq!(
            (found.settings.language, found.settings.phone_theme),
            (Language::En, PhoneTheme::Dark)
        );
        let notices: Vec<_> = found.notices().collect();
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            notices,
            [
                Notice::SettingsNewer {
                    form: Some(7),
                    fields: named(&["device.model", "sound"]),
                },
                Notice::SettingsFieldsReset {
                    fields: named(&["device.network", "theme", "wording.zh"]),
                },
            ]
        );
    }

    #[test]
    fn a_form_that_is_no_number_is_told() {
        for odd in [
            json!("seven"),
            json!(-1),
            json!(1.5),
            json!(null),
            json!(1u64 << 40),
        ] {
            let found = salvaged(json!({ "schema_version": odd }));
            assert_eq!(found.reset, ["schema_version"], "{odd}");
        }
    }

    fn wording(button: &str) -> Value {
        json!({"app_name": "青禾阅读", "button": button, "agreements": [
            {"name": "《青禾隐私政策》", "url": "https://www.example.com/privacy"},
        ]})
    }

    #[test]
    fn a_wording_is_taken_and_one_that_breaks_a_rule_is_not() {
        let found = salvaged(json!({
            "theme": "dark", "wording": {"zh": wording("一键登录"), "en": wording("Continue")},
        }));
        assert_eq!(found.reset, ["wording.en"]);
        let settings = found.settings;
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
            let found = salvaged(json!({"language": "en", "wording": odd}));
            assert_eq!(found.settings.wording, Wordings::default());
            assert_eq!(found.settings.language, Language::En);
            let told = |name: &String| name.split('.').next() == Some("wording");
            assert!(!found.reset.is_empty() && found.reset.iter().all(told));
        }
        assert_eq!(salvaged(json!({"wording": null})).notices().count(), 0);
    }

    /// Frozen: the files that were written before there was a wording, and since.
    #[test]
    fn the_files_of_earlier_programs_are_read_whole() {
        let found =
            salvaged(serde_json::from_str(include_str!("frozen/before-wording.json")).unwrap());
        assert_eq!(found.settings.device.carrier, DeviceCarrier::Ct);
        assert_eq!(found.settings.wording, Wordings::default());
        assert_eq!(found.notices().count(), 0);
        let found = salvaged(serde_json::from_str(include_str!("frozen/wording.json")).unwrap());
        let zh = found.settings.wording.zh.clone().unwrap();
        assert_eq!(
            (zh.button.as_str(), zh.agreements.len()),
            ("登录 / 注册", 2)
        );
        assert_eq!(found.notices().count(), 0);
    }
}
