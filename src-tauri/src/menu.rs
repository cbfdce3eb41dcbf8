//! The system's menu, on macOS. Its entries are the page's own list of actions (ui/src/actions/menu.json) in the page's own
//! words; what is chosen is done by the page, as if it was chosen there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use crate::settings::Language;

const MENU: &str = include_str!("../../ui/src/actions/menu.json");
const CHINESE: &str = include_str!("../../ui/src/messages/zh.json");
const ENGLISH: &str = include_str!("../../ui/src/messages/en.json");

/// An entry that is a line between groups.
const LINE: &str = "-";

/// A menu of the window's bar: its name's key and the ids of its actions.
#[derive(Debug, Deserialize)]
struct MenuPart {
    menu: String,
    actions: Vec<String>,
}

/// A language that the page has words in, and so the menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Spoken {
    /// Simplified Chinese.
    Zh,
    /// English, as the page's own last resort is.
    #[default]
    En,
}

impl Spoken {
    /// The language of the settings; where that is the system's, the page alone says which it is.
    pub(crate) fn of(chosen: Language, system: Self) -> Self {
        match chosen {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
            Language::System => system,
        }
    }
}

/// Who is told what was chosen, the main window's page, and what that page says of the system's language.
#[derive(Default)]
pub(crate) struct MenuChoices {
    page: Mutex<Option<Channel<String>>>,
    system: watch::Sender<Spoken>,
}

impl MenuChoices {
    /// Tells this page from now on; it takes `system` for the system's language.
    pub(crate) fn follow(&self, channel: Channel<String>, system: Spoken) {
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
        self.system.send_if_modified(|known| {
            let other = *known != system;
            *known = system;
            other
        });
    }

    /// What the page takes for the system's language.
    pub(crate) fn system(&self) -> watch::Receiver<Spoken> {
        self.system.subscribe()
    }

    /// Tells the page what was chosen; nobody is told while there is no page.
    pub(crate) fn tell(&self, action: &str) {
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = &*page
            && let Err(error) = channel.send(action.to_owned())
        {
            tracing::warn!(%error, action, "the page was not told what was chosen in the menu");
        }
    }
}

/// The words of the menu in one language.
struct MenuWords(BTreeMap<String, String>);

impl MenuWords {
    /// Those of the page's message file.
    fn of(language: Spoken) -> Self {
        let messages = match language {
            Spoken::Zh => CHINESE,
            Spoken::En => ENGLISH,
        };
        let messages: Value = serde_json::from_str(messages).unwrap_or_default();
        let mut words = BTreeMap::new();
        for group in ["menu", "action", "next_outcome"] {
            for (name, text) in messages[group].as_object().into_iter().flatten() {
                if let Some(text) = text.as_str() {
                    words.insert(format!("{group}.{name}"), text.to_owned());
                }
            }
        }
        Self(words)
    }

    /// What an entry says. The outcomes have one sentence for all of them.
    fn entry(&self, action: &str) -> String {
        match action.strip_prefix("outcome_") {
            Some(outcome) => {
                let what = self.get(&format!("next_outcome.{outcome}")).to_owned();
                self.get("action.outcome").replace("{what}", &what)
            }
            None => self.get(&format!("action.{action}")).to_owned(),
        }
    }

    fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }
}

fn parts() -> Vec<MenuPart> {
    serde_json::from_str(MENU).unwrap_or_else(|error| {
        tracing::error!(%error, "the list of the menu's entries cannot be read");
        Vec::new()
    })
}

/// The whole menu in a language. Copy, paste and the like are the system's own: without them their keys do nothing.
pub(crate) fn build<R: Runtime>(app: &AppHandle<R>, language: Spoken) -> tauri::Result<Menu<R>> {
    let words = MenuWords::of(language);
    let menu = Menu::new(app)?;
    let program = Submenu::new(app, "NumberAuth Lab", true)?;
    program.append(&MenuItem::with_id(
        app,
        "about",
        words.get("action.about"),
        true,
        None::<&str>,
    )?)?;
    program.append(&PredefinedMenuItem::separator(app)?)?;
    program.append(&PredefinedMenuItem::hide(app, None)?)?;
    program.append(&PredefinedMenuItem::quit(
        app,
        Some(words.get("action.quit")),
    )?)?;
    menu.append(&program)?;
    for part in parts() {
        let submenu = Submenu::new(app, words.get(&format!("menu.{}", part.menu)), true)?;
        for action in &part.actions {
            match action.as_str() {
                LINE => submenu.append(&PredefinedMenuItem::separator(app)?)?,
                // They are in the program's own menu there.
                "about" | "quit" => {}
                action => {
                    let text = words.entry(action);
                    submenu.append(&MenuItem::with_id(app, action, text, true, None::<&str>)?)?;
                }
            }
        }
        menu.append(&submenu)?;
        if part.menu == "file" {
            menu.append(&edit(app, words.get("menu.edit"))?)?;
        }
    }
    Ok(menu)
}

fn edit<R: Runtime>(app: &AppHandle<R>, name: &str) -> tauri::Result<Submenu<R>> {
    Submenu::with_items(
        app,
        name,
        true,
        &[
            &PredefinedMenuItem::undo(app, None)?,
            &PredefinedMenuItem::redo(app, None)?,
            &PredefinedMenuItem::separator(app)?,
            &PredefinedMenuItem::cut(app, None)?,
            &PredefinedMenuItem::copy(app, None)?,
            &PredefinedMenuItem::paste(app, None)?,
            &PredefinedMenuItem::select_all(app, None)?,
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_words_in_both_languages() {
        let parts = parts();
        assert!(parts.len() >= 4);
        for language in [Spoken::Zh, Spoken::En] {
            let words = MenuWords::of(language);
            for part in &parts {
                let name = format!("menu.{}", part.menu);
                assert_ne!(words.get(&name), name);
                for action in part.actions.iter().filter(|action| *action != LINE) {
                    let said = words.entry(action);
                    assert!(!said.contains(['.', '{']), "{language:?}: {said}");
                }
            }
        }
    }

    #[test]
    fn menu_and_page_are_in_one_language() {
        for (chosen, page_says, menu) in [
            (Language::Zh, Spoken::En, Spoken::Zh),
            (Language::En, Spoken::Zh, Spoken::En),
            (Language::System, Spoken::Zh, Spoken::Zh),
            (Language::System, Spoken::En, Spoken::En),
        ] {
            assert_eq!(Spoken::of(chosen, page_says), menu);
        }
        assert_eq!(MenuWords::of(Spoken::Zh).get("action.quit"), "退出");
        assert_eq!(MenuWords::of(Spoken::En).get("action.quit"), "Quit");
    }

    #[test]
    fn the_menu_hears_when_the_page_knows_the_systems_language_better() {
        let choices = MenuChoices::default();
        let mut system = choices.system();
        let channel = || Channel::new(|_| Ok(()));
        choices.follow(channel(), Spoken::En);
        assert!(!system.has_changed().unwrap());
        choices.follow(channel(), Spoken::Zh);
        assert!(system.has_changed().unwrap());
        assert_eq!(*system.borrow_and_update(), Spoken::Zh);
    }

    #[test]
    fn the_page_is_told_what_was_chosen_and_the_newest_page_alone() {
        let told = std::sync::Arc::new(Mutex::new(Vec::new()));
        let page = |name: &'static str| {
            let told = std::sync::Arc::clone(&told);
            Channel::new(move |body| {
                let action: String = body.deserialize()?;
                told.lock().unwrap().push((name, action));
                Ok(())
            })
        };
        let choices = MenuChoices::default();
        choices.tell("start");
        choices.follow(page("old"), Spoken::En);
        choices.tell("start");
        choices.follow(page("new"), Spoken::En);
        choices.tell("reset");
        assert_eq!(
            *told.lock().unwrap(),
            [("old", "start".to_owned()), ("new", "reset".to_owned())]
        );
    }
}
