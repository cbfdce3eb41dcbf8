//! Puts a remembered place onto the screens that are there now.

use tauri::PhysicalSize;

use super::file::Place;

/// An area in the screens' own pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A screen, without what the system keeps of it for its own bars.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    pub(super) area: Rectangle,
    /// Its pixels for one at a scale of 1.
    pub(super) scale: f64,
}

/// The window's place and inner size on the screen that shows most of it, moved and shrunk until the whole window with
/// its `frame` is on that screen. If no screen shows any of it: in the middle of the first. `None` without a screen.
pub(super) fn fit(
    place: &Place,
    frame: PhysicalSize<u32>,
    screens: &[Screen],
) -> Option<Rectangle> {
    let wanted = |screen: &Screen| Rectangle {
        x: place.x,
        y: place.y,
        width: pixels(place.width * screen.scale).saturating_add(frame.width),
        height: pixels(place.height * screen.scale).saturating_add(frame.height),
    };
    // How much of the window it would show, in millionths: a window has more pixels where they are finer.
    let showing = |screen: &Screen| {
        let window = wanted(screen);
        let whole = i64::from(window.width) * i64::from(window.height);
        overlap(&window, &screen.area)
            .saturating_mul(1_000_000)
            .checked_div(whole)
            .unwrap_or(0)
    };
    let first = screens.first()?;
    // Of equals the first.
    let best = screens.iter().rev().max_by_key(|screen| showing(screen))?;
    let (screen, lost) = match showing(best) {
        0 => (first, true),
        _ => (best, false),
    };
    let Rectangle {
        x,
        y,
        width,
        height,
    } = wanted(screen);
    let (x, width) = along(x, width, screen.area.x, screen.area.width, lost);
    let (y, height) = along(y, height, screen.area.y, screen.area.height, lost);
    Some(Rectangle {
        x,
        y,
        width: width.saturating_sub(frame.width),
        height: height.saturating_sub(frame.height),
    })
}

/// One axis: the start and length of what is wanted, within what there is; in its middle if it is `lost`.
fn along(start: i32, length: u32, least: i32, room: u32, lost: bool) -> (i32, u32) {
    let length = length.min(room);
    let free = i32::try_from(room - length).unwrap_or(i32::MAX);
    let most = least.saturating_add(free);
    let start = if lost {
        least.saturating_add(free / 2)
    } else {
        start.clamp(least, most)
    };
    (start, length)
}

/// The area that both have in common.
fn overlap(a: &Rectangle, b: &Rectangle) -> i64 {
    let common = |a: i32, long: u32, b: i32, wide: u32| {
        let end = (i64::from(a) + i64::from(long)).min(i64::from(b) + i64::from(wide));
        (end - i64::from(a.max(b))).max(0)
    };
    common(a.x, a.width, b.x, b.width) * common(a.y, a.height, b.y, b.height)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sound place times a screen's scale, and `as` keeps to the type's ends"
)]
fn pixels(length: f64) -> u32 {
    length.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: PhysicalSize<u32> = PhysicalSize {
        width: 2,
        height: 30,
    };
    const LAPTOP: Screen = Screen {
        area: Rectangle {
            x: 0,
            y: 25,
            width: 1_440,
            height: 875,
        },
        scale: 1.0,
    };
    const WALL: Screen = Screen {
        area: Rectangle {
            x: 1_440,
            y: 0,
            width: 3_840,
            height: 2_160,
        },
        scale: 2.0,
    };

    fn place(x: i32, y: i32) -> Place {
        Place {
            x,
            y,
            width: 1_280.0,
            height: 800.0,
            maximized: false,
        }
    }

    fn fitted(place: &Place, screens: &[Screen]) -> (i32, i32, u32, u32) {
        let Rectangle {
            x,
            y,
            width,
            height,
        } = fit(place, FRAME, screens).unwrap();
        (x, y, width, height)
    }

    #[test]
    fn a_window_that_is_seen_whole_stays_where_it_stood() {
        assert_eq!(
            fitted(&place(100, 60), &[LAPTOP, WALL]),
            (100, 60, 1_280, 800)
        );
    }

    #[test]
    fn on_a_screen_of_twice_the_pixels_it_is_as_large_to_the_eye() {
        assert_eq!(
            fitted(&place(2_000, 100), &[LAPTOP, WALL]),
            (2_000, 100, 2_560, 1_600)
        );
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_stands_in_the_middle_of_the_first() {
        let (x, y, width, height) = fitted(&place(5_000, 100), &[LAPTOP]);
        assert_eq!((x, y, width, height), (79, 47, 1_280, 800));
    }

    #[test]
    fn whatever_was_remembered_the_whole_window_with_its_frame_is_on_one_screen() {
        for screens in [&[LAPTOP][..], &[WALL, LAPTOP], &[LAPTOP, WALL]] {
            for x in (-6_000..6_000).step_by(333) {
                for y in (-3_000..3_000).step_by(333) {
                    for (width, height) in [(320.0, 400.0), (1_280.0, 800.0), (9_000.0, 9_000.0)] {
                        let place = Place {
                            width,
                            height,
                            ..place(x, y)
                        };
                        let inner = fit(&place, FRAME, screens).unwrap();
                        let whole = Rectangle {
                            width: inner.width + FRAME.width,
                            height: inner.height + FRAME.height,
                            ..inner
                        };
                        let area = i64::from(whole.width) * i64::from(whole.height);
                        assert!(
                            screens
                                .iter()
                                .any(|screen| overlap(&whole, &screen.area) == area),
                            "{place:?} became {whole:?}"
                        );
                        assert!(inner.width > 0 && inner.height > 0);
                    }
                }
            }
        }
    }

    #[test]
    fn without_a_screen_nothing_is_moved() {
        assert_eq!(fit(&place(0, 0), FRAME, &[]), None);
    }
}
