//! Puts a remembered place onto the screens that are there now.

use tauri::PhysicalSize;

use super::file::Place;
use crate::area::Area;

/// A screen, without what the system keeps of it for its own bars.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    pub(super) area: Area,
    /// Its pixels for one at a scale of 1.
    pub(super) scale: f64,
}

/// The window's place and inner size on the screen that shows most of it, or is nearest if none shows any: moved and shrunk until
/// the whole window with its `frame` is on that screen. `None` without a screen.
pub(super) fn fit(place: &Place, frame: PhysicalSize<u32>, screens: &[Screen]) -> Option<Area> {
    let wanted = |screen: &Screen| Area {
        x: place.x,
        y: place.y,
        width: pixels(place.width * screen.scale).saturating_add(frame.width),
        height: pixels(place.height * screen.scale).saturating_add(frame.height),
    };
    // How much of the window it would show, in millionths: a window has more pixels where they are finer.
    let showing = |window: Area, screen: &Screen| {
        let whole = i128::from(window.width) * i128::from(window.height);
        (window.shared_with(screen.area) * 1_000_000)
            .checked_div(whole)
            .unwrap_or(0)
    };
    let (screen, window) = screens
        .iter()
        .map(|screen| (screen, wanted(screen)))
        .min_by_key(|(screen, window)| {
            (-showing(*window, screen), window.distance_to(screen.area))
        })?;
    let Area {
        x,
        y,
        width,
        height,
    } = window.within(screen.area);
    Some(Area {
        x,
        y,
        width: width.saturating_sub(frame.width),
        height: height.saturating_sub(frame.height),
    })
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
        area: Area {
            x: 0,
            y: 25,
            width: 1_440,
            height: 875,
        },
        scale: 1.0,
    };
    const WALL: Screen = Screen {
        area: Area {
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
        let Area {
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
    fn a_window_of_a_screen_that_is_gone_comes_to_the_nearest_one() {
        let (x, y, width, height) = fitted(&place(5_000, 100), &[LAPTOP]);
        assert_eq!((x, y, width, height), (158, 70, 1_280, 800));
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
                        let whole = Area {
                            width: inner.width + FRAME.width,
                            height: inner.height + FRAME.height,
                            ..inner
                        };
                        let area = i128::from(whole.width) * i128::from(whole.height);
                        assert!(
                            screens
                                .iter()
                                .any(|screen| whole.shared_with(screen.area) == area),
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
