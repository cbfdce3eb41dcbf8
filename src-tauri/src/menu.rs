//! The system's menu, on macOS. Its entries are the page's own list of actions (ui/src/actions/menu.json) in the page's own
//! words; what is chosen is done by the page, as if it was chosen there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Runtime};

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

/// Who is told what was chosen: the main window's page.
#[derive(Default)]
pub(crate) struct MenuChoices(Mutex<Option<Channel<String>>>);

impl MenuChoices {
    pub(crate) fn follow(&self, channel: Channel<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    /// Tells the page what was chosen; nobody is told while there is no page.
    pub(crate) fn tell(&self, action: &str) {
        let page = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
    fn of(language: Language) -> Self {
        let chinese = match language {
            Language::Zh => true,
            Language::En => false,
            Language::System => system_is_chinese(),
        };
        let messages: Value =
            serde_json::from_str(if chinese { CHINESE } else { ENGLISH }).unwrap_or_default();
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

/// By the environment, as the page does by the browser's language.
fn system_is_chinese() -> bool {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .is_some_and(|value| value.to_lowercase().starts_with("zh"))
}

fn parts() -> Vec<MenuPart> {
    serde_json::from_str(MENU).unwrap_or_else(|error| {
        tracing::error!(%error, "the list of the menu's entries cannot be read");
        Vec::new()
    })
}

/// The whole menu in a language. Copy, paste and the like are the system's own: without them their keys do nothing.
pub(crate) fn build<R: Runtime>(app: &AppHandle<R>, language: Language) -> tauri::Result<Menu<R>> {
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
        for language in [Language::Zh, Language::En] {
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
        choices.follow(page("old"));
        choices.tell("start");
        choices.follow(page("new"));
        choices.tell("reset");
        assert_eq!(
            *told.lock().unwrap(),
            [("old", "start".to_owned()), ("new", "reset".to_owned())]
        );
    }
}
