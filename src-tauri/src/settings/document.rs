//! The settings file's content: the settings, and whatever else a newer program wrote beside and among them.

use serde_json::{Map, Value};

use super::Settings;

/// What the file says, and what of it this program has read.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    says: Map<String, Value>,
    read: Settings,
}

impl Document {
    /// A file that says this, of which this was read.
    pub(super) fn new(says: Map<String, Value>, read: Settings) -> Self {
        Self { says, read }
    }

    /// Takes new settings. Only what is other than what was read is written anew: the rest stays as the file says it, understood
    /// or not.
    pub(super) fn take(&mut self, settings: &Settings) -> serde_json::Result<()> {
        let read = serde_json::to_value(&self.read)?;
        let now = serde_json::to_value(settings)?;
        let mut says = Value::Object(std::mem::take(&mut self.says));
        change(&mut says, &read, &now);
        if let Value::Object(says) = says {
            self.says = says;
        }
        self.read = settings.clone();
        Ok(())
    }

    /// What the file is to say.
    pub(super) fn fields(&self) -> &Map<String, Value> {
        &self.says
    }
}

/// Makes `says` say `now`, where that is other than what was `read` of it.
fn change(says: &mut Value, read: &Value, now: &Value) {
    match (says, now) {
        (Value::Object(says), Value::Object(now)) => {
            for (name, now) in now {
                let read = read.get(name).unwrap_or(&Value::Null);
                match says.get_mut(name) {
                    Some(says) => change(says, read, now),
                    None => {
                        says.insert(name.clone(), now.clone());
                    }
                }
            }
        }
        (says, now) if read != now => says.clone_from(now),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::salvage::salvage;
    use super::*;
    use crate::settings::{Language, Theme};

    /// A file as it was written, and as it is after this change here.
    fn after(says: &Value, act: impl FnOnce(&mut Settings)) -> Value {
        let says = says.as_object().unwrap();
        let read = salvage(says).unwrap().settings;
        let mut settings = read.clone();
        act(&mut settings);
        let mut document = Document::new(says.clone(), read);
        document.take(&settings).unwrap();
        Value::Object(document.says)
    }

    fn newer() -> Value {
        serde_json::from_str(include_str!("frozen/newer.json")).unwrap()
    }

    #[test]
    fn a_newer_file_keeps_what_is_not_known_and_what_is_not_understood() {
        let mut wanted = newer();
        wanted["language"] = json!("zh");
        wanted["device"]["carrier"] = json!("CM");
        // Known here, and not yet in the file.
        wanted["stage_theme"] = json!("light");
        let saved = after(&newer(), |settings| {
            settings.language = Language::Zh;
            settings.device.carrier = numberauth_protocol::DeviceCarrier::Cm;
        });
        assert_eq!(saved, wanted);
    }

    #[test]
    fn what_is_chosen_here_takes_the_place_of_what_was_not_understood() {
        let saved = after(&newer(), |settings| settings.theme = Theme::Dark);
        assert_eq!(saved["theme"], "dark");
        assert_eq!(saved["device"]["network"], "6g");
        assert_eq!(saved["schema_version"], 7);
    }

    #[test]
    fn a_part_that_is_taken_away_is_gone_and_one_that_has_another_shape_is_written_anew() {
        let own: Value = serde_json::from_str(include_str!("frozen/wording.json")).unwrap();
        let saved = after(&own, |settings| settings.wording.zh = None);
        assert_eq!(saved["wording"], json!({"zh": null, "en": null}));
        let saved = after(&json!({"device": 5}), |settings| {
            settings.device.network = numberauth_protocol::Network::Wifi;
        });
        assert_eq!(saved["device"]["network"], "wifi");
        let kept = after(&json!({"device": 5}), |_| {});
        assert_eq!(kept["device"], 5);
    }

    #[test]
    fn change_after_change_the_file_says_the_settings() {
        let mut document = Document::default();
        let mut settings = Settings::default();
        for theme in [Theme::Dark, Theme::Light, Theme::System] {
            settings.theme = theme;
            document.take(&settings).unwrap();
            let says = Value::Object(document.says.clone());
            assert_eq!(says, serde_json::to_value(&settings).unwrap());
        }
    }
}
