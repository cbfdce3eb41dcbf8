//! The stage when its screen is unplugged: it comes whole onto the one that is left, and what runs on it goes on.

use std::time::{Duration, Instant};

use crate::home::Home;
use crate::stage::{BOX, DIGITS, assert_marked};
use crate::stage_window::Staged;
use crate::two_screens::{SIZE, TwoScreens};
use crate::window::{Window, in_window_of};

/// The program looks every two seconds. Machines are noisy.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

/// Left, top, width and height of the window that the test stands in, on the whole desktop.
async fn place(window: &Window) -> [i64; 4] {
    let rect = window.session().get_window_rect().await.unwrap();
    [rect.x, rect.y, rect.width, rect.height]
}

/// Waits until the window is seen whole on the screen that begins there.
async fn whole_on_the_screen_at(window: &Window, begin: i64) {
    let end = Instant::now() + PATIENCE;
    loop {
        let place = place(window).await;
        let [left, top, width, height] = place;
        let across = left >= begin && left + width <= begin + SIZE.0;
        if width > 0 && across && top >= 0 && top + height <= SIZE.1 {
            return;
        }
        assert!(
            Instant::now() < end,
            "the stage is at {place:?}, not whole on the screen at {begin}"
        );
        tokio::time::sleep(LOOK).await;
    }
}

#[tokio::test]
async fn the_stage_comes_whole_onto_the_screen_that_is_left_and_its_flow_goes_on() {
    let screens = TwoScreens::start();
    let home = Home::new().and("DISPLAY", screens.display());
    in_window_of(&home, async |window| {
        let number = window.own_number().await;
        let lab = place(window).await;
        let staged = Staged::open(window).await;
        // An audience's screen is the one that the lab is not on.
        whole_on_the_screen_at(window, SIZE.0).await;
        staged.touch(".phone .phone-primary").await;
        window.screen("consent").await;
        window.wait_for_focus(DIGITS).await;
        window.keys(&number[3..5]).await;

        screens.unplug_the_second();
        whole_on_the_screen_at(window, 0).await;
        window.settle().await;
        assert_marked(window).await;
        window.picture("stage-unplugged").await;

        // The same page with the same two digits: nothing begins anew.
        window.screen("consent").await;
        window.keys(&number[5..7]).await;
        staged.touch(BOX).await;
        staged.touch(".phone .phone-primary").await;
        window.screen("signedIn").await;
        assert_eq!(window.number_on_phone().await, number);
        staged.mirrored("signedIn").await;
        window.assert_calls(&crate::login::LOGIN).await;
        assert_eq!(place(window).await, lab, "the lab stays where it was");
        staged.end().await;
    })
    .await;
}
