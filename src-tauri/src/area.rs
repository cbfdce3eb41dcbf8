//! Areas of the desktop, and how one comes onto a screen that is there: every window by the same rule. Pure, in physical pixels.

/// A rectangle of the desktop, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Area {
    fn right(self) -> i64 {
        i64::from(self.x) + i64::from(self.width)
    }

    fn bottom(self) -> i64 {
        i64::from(self.y) + i64::from(self.height)
    }

    /// How much of it is on this screen, in square pixels.
    pub(crate) fn shared_with(self, screen: Self) -> i128 {
        let width = self.right().min(screen.right()) - i64::from(self.x.max(screen.x));
        let height = self.bottom().min(screen.bottom()) - i64::from(self.y.max(screen.y));
        i128::from(width.max(0)) * i128::from(height.max(0))
    }

    /// How far its middle is from the screen's, squared.
    pub(crate) fn distance_to(self, screen: Self) -> i128 {
        let x = i128::from(self.right() + i64::from(self.x) - screen.right() - i64::from(screen.x));
        let y =
            i128::from(self.bottom() + i64::from(self.y) - screen.bottom() - i64::from(screen.y));
        x * x + y * y
    }

    /// As large as the screen at most, and moved into it as little as that takes.
    pub(crate) fn within(self, screen: Self) -> Self {
        let width = self.width.min(screen.width);
        let height = self.height.min(screen.height);
        let into = |place: i32, from: i32, to: i64, size: u32| {
            let last = to - i64::from(size);
            let place = i64::from(place).min(last).max(i64::from(from));
            i32::try_from(place).unwrap_or(from)
        };
        Self {
            x: into(self.x, screen.x, screen.right(), width),
            y: into(self.y, screen.y, screen.bottom(), height),
            width,
            height,
        }
    }

    /// Whether any of it is on one of these screens.
    pub(crate) fn is_seen_on(self, screens: &[Self]) -> bool {
        screens.iter().any(|screen| self.shared_with(*screen) > 0)
    }
}

/// The screen that holds most of it; the nearest one if none holds any. `None` without a screen.
pub(crate) fn screen_of(screens: &[Area], wanted: Area) -> Option<Area> {
    screens
        .iter()
        .copied()
        .min_by_key(|screen| (-wanted.shared_with(*screen), wanted.distance_to(*screen)))
}

/// The place that is wanted, wholly on the screen that it is mostly on, or nearest to; without a screen as it is wanted.
pub(crate) fn clamped(screens: &[Area], wanted: Area) -> Area {
    screen_of(screens, wanted).map_or(wanted, |screen| wanted.within(screen))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn area(x: i32, y: i32, width: u32, height: u32) -> Area {
        Area {
            x,
            y,
            width,
            height,
        }
    }
    const LAPTOP: Area = area(0, 0, 1280, 800);
    const PROJECTOR: Area = area(1280, 0, 1920, 1080);
    /// Left of and above the laptop.
    const TELEVISION: Area = area(-3840, -400, 3840, 2160);

    #[test]
    fn a_place_that_is_seen_whole_stays() {
        for place in [
            area(100, 100, 480, 600),
            PROJECTOR,
            area(1280, 0, 400, 500),
            LAPTOP,
        ] {
            assert_eq!(clamped(&[LAPTOP, PROJECTOR], place), place);
        }
    }

    #[test]
    fn what_was_on_a_screen_that_is_gone_comes_to_the_nearest_one() {
        assert_eq!(
            clamped(&[LAPTOP], area(2000, 300, 480, 600)),
            area(800, 200, 480, 600)
        );
        assert_eq!(clamped(&[LAPTOP], PROJECTOR), LAPTOP);
        assert_eq!(
            clamped(&[LAPTOP], area(-3000, -300, 600, 700)),
            area(0, 0, 600, 700)
        );
        let above_the_projector = area(1900, -5000, 600, 700);
        assert_eq!(
            clamped(&[LAPTOP, PROJECTOR], above_the_projector),
            area(1900, 0, 600, 700)
        );
    }

    #[test]
    fn half_a_window_comes_wholly_to_the_screen_with_most_of_it() {
        let astride = area(1200, 700, 600, 600);
        assert_eq!(
            clamped(&[LAPTOP, PROJECTOR], astride),
            area(1280, 480, 600, 600)
        );
        assert_eq!(
            clamped(&[LAPTOP, TELEVISION], area(-100, -50, 400, 500)),
            area(0, 0, 400, 500)
        );
    }

    #[test]
    fn no_window_is_larger_than_its_screen() {
        assert_eq!(clamped(&[LAPTOP], area(-50, -50, 9000, 9000)), LAPTOP);
    }

    #[test]
    fn without_a_screen_nothing_is_known_better() {
        assert_eq!(clamped(&[], area(-9, -9, 1, 1)), area(-9, -9, 1, 1));
    }

    #[test]
    fn numbers_at_the_edge_of_what_can_be_said_do_no_harm() {
        let far = area(i32::MAX, i32::MIN, u32::MAX, u32::MAX);
        assert_eq!(clamped(&[LAPTOP, TELEVISION], far), LAPTOP);
        assert!(!far.is_seen_on(&[LAPTOP]));
    }
}
