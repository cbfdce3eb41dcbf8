//! Where a stage opens the first time.

use crate::area::{Area, screen_of};

/// Where a stage goes that opened on the lab's screen while there is another: as high as that, in its middle. `None`: it stays.
pub(crate) fn beside_the_lab(screens: &[Area], lab: Area, stage: Area) -> Option<Area> {
    let own = screen_of(screens, lab)?;
    if screen_of(screens, stage) != Some(own) {
        return None;
    }
    let screen = screens.iter().copied().find(|screen| *screen != own)?;
    let width = screen.width.min(screen.height / 4 * 3);
    let middle = i64::from(screen.x) + i64::from(screen.width - width) / 2;
    Some(Area {
        x: i32::try_from(middle).unwrap_or(screen.x),
        width,
        ..screen
    })
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

    #[test]
    fn without_a_screen_it_stays() {
        assert_eq!(beside_the_lab(&[], LAPTOP, LAPTOP), None);
    }

    #[test]
    fn a_first_stage_opens_on_the_screen_that_the_lab_is_not_on() {
        let lab = area(50, 50, 1100, 700);
        let stage = area(400, 0, 480, 760);
        let place = beside_the_lab(&[LAPTOP, PROJECTOR], lab, stage).unwrap();
        assert_eq!(place, area(1280 + 555, 0, 810, 1080));
        assert_eq!(beside_the_lab(&[LAPTOP], lab, stage), None);
        let upright = area(1280, 0, 1080, 1920);
        assert_eq!(
            beside_the_lab(&[LAPTOP, upright], lab, stage),
            Some(upright)
        );
        let there = area(1300, 20, 480, 760);
        assert_eq!(beside_the_lab(&[LAPTOP, PROJECTOR], lab, there), None);
    }
}
