//! `plugin:live`: the real cloud, for the Live window alone. The domain is `numberauth-live`; here it is only asked.

use numberauth_live::KeychainState;
use numberauth_live::{
    Finding, Keep, LivePhone, LiveProfileView, LiveSnapshot, LiveTokens, LiveVerdict, OnlineChecks,
    ProfileDraft, SecretPlace, Spend, TokenKind,
};
use numberauth_protocol::{Entry, Flow};
use tauri::ipc::{Channel, Invoke};
use tauri::{Runtime, State, command};

use super::ShellState;
use crate::live_room::LiveRoom;
use crate::{Appearance, CommandError};

type Room<'a> = State<'a, LiveRoom>;

/// Answers the group's commands. They are private to this module: some have the names of the simulation's.
pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        follow_appearance,
        snapshot,
        save_profile,
        delete_profile,
        unlock_keychain,
        put_secret,
        forget_secret,
        get_auth_token,
        get_phone_with_token,
        verify_phone_with_token,
        reveal_token,
        reveal_number,
        spend,
        set_limit,
        doctor,
        entries,
        clear_entries
    ]
}

/// Sends language and theme through `channel`, now and at each change.
#[command]
fn follow_appearance(room: Room<'_>, shell: ShellState<'_>, channel: Channel<Appearance>) {
    room.appearance.follow(channel, shell.settings.watch());
}

/// The profiles, where their secrets are, and the count of billable calls.
#[command]
async fn snapshot(room: Room<'_>) -> Result<LiveSnapshot, CommandError> {
    Ok(room.desk()?.snapshot().await)
}

/// Keeps a profile, new or in the place of `replaced`.
#[command]
async fn save_profile(
    room: Room<'_>,
    draft: ProfileDraft,
    replaced: Option<String>,
) -> Result<LiveProfileView, CommandError> {
    Ok(room
        .desk()?
        .save_profile(&draft, replaced.as_deref())
        .await?)
}

/// Forgets a profile.
#[command]
async fn delete_profile(room: Room<'_>, name: String) -> Result<(), CommandError> {
    Ok(room.desk()?.delete_profile(&name).await?)
}

/// Has the system ask the person to unlock its keychain.
#[command]
async fn unlock_keychain(room: Room<'_>) -> Result<KeychainState, CommandError> {
    Ok(room.desk()?.unlock_keychain().await?)
}

/// Keeps a profile's secret as it was typed.
#[command]
async fn put_secret(
    room: Room<'_>,
    name: String,
    secret: String,
    sts_token: Option<String>,
    keep: Keep,
) -> Result<SecretPlace, CommandError> {
    Ok(room
        .desk()?
        .put_secret(&name, secret.into(), sts_token.map(Into::into), keep)
        .await?)
}

/// Forgets a profile's secret, wherever it is.
#[command]
async fn forget_secret(room: Room<'_>, name: String) -> Result<(), CommandError> {
    Ok(room.desk()?.forget_secret(&name).await?)
}

/// Tokens for a page.
#[command]
async fn get_auth_token(
    room: Room<'_>,
    name: String,
    flow: Flow,
) -> Result<LiveTokens, CommandError> {
    Ok(room.desk()?.get_auth_token(&name, flow).await?)
}

/// The number behind a login's spToken of a real device. Billed when a number comes.
#[command]
async fn get_phone_with_token(
    room: Room<'_>,
    name: String,
    sp_token: String,
) -> Result<LivePhone, CommandError> {
    Ok(room.desk()?.get_phone_with_token(&name, &sp_token).await?)
}

/// Whether it is this number. Billed for PASS and REJECT.
#[command]
async fn verify_phone_with_token(
    room: Room<'_>,
    name: String,
    phone_number: String,
    sp_token: String,
) -> Result<LiveVerdict, CommandError> {
    Ok(room
        .desk()?
        .verify_phone_with_token(&name, &phone_number, &sp_token)
        .await?)
}

/// A token of the last answer, whole: the person copies it on purpose.
#[command]
fn reveal_token(room: Room<'_>, kind: TokenKind) -> Result<String, CommandError> {
    Ok(room.desk()?.reveal_token(kind)?)
}

/// The number of the last answer, whole: the person copies it on purpose.
#[command]
fn reveal_number(room: Room<'_>) -> Result<String, CommandError> {
    Ok(room.desk()?.reveal_number()?)
}

/// The count of billable calls.
#[command]
fn spend(room: Room<'_>) -> Result<Spend, CommandError> {
    Ok(room.desk()?.spend())
}

/// Allows so many billable calls in this run.
#[command]
fn set_limit(room: Room<'_>, limit: u32) -> Result<Spend, CommandError> {
    Ok(room.desk()?.set_limit(limit))
}

/// What usually goes wrong. Never a billable call.
#[command]
async fn doctor(
    room: Room<'_>,
    name: Option<String>,
    online: OnlineChecks,
) -> Result<Vec<Finding>, CommandError> {
    Ok(room.desk()?.doctor(name.as_deref(), online).await?)
}

/// The journal's entries above a number.
#[command]
fn entries(room: Room<'_>, after: u64) -> Result<Vec<Entry>, CommandError> {
    let entries = room.desk()?.journal().after(after, usize::MAX);
    Ok(entries.iter().map(|entry| (**entry).clone()).collect())
}

/// Forgets the journal.
#[command]
fn clear_entries(room: Room<'_>) -> Result<(), CommandError> {
    room.desk()?.journal().clear();
    Ok(())
}
