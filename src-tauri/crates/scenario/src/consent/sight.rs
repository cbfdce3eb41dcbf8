use numberauth_protocol::Words;
use serde::Deserialize;
use ts_rs::TS;

/// The smallest type, in CSS pixels.
const SMALLEST_TYPE: f64 = 12.0;
/// Type of this size is large: WCAG 2.2, 1.4.3.
const LARGE_TYPE: f64 = 24.0;
/// The least contrast of text, and of large text: WCAG 2.2, 1.4.3.
const LEAST_CONTRAST: f64 = 4.5;
const LEAST_CONTRAST_LARGE: f64 = 3.0;
/// How much of a part may be lost to rounding, as a share of it.
const ROUNDING: f64 = 0.05;
/// How far a part may run past the phone's edge, in CSS pixels: as far as rounding goes, for a letter is wider.
const OVERHANG: f64 = 1.0;
/// Above this share, what is scrolled away cannot be judged.
const SCROLLED_AWAY: f64 = 0.5;

/// How an element is seen, measured in the window.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Sight {
    /// It is displayed, visible, and not transparent.
    pub shown: bool,
    /// Its width in CSS pixels.
    pub width: f64,
    /// Its height in CSS pixels.
    pub height: f64,
    /// The share of it that is cut off where nobody can scroll to, 0 to 1.
    pub cut_off: f64,
    /// How far its widest line runs past the side of what it is in, within the phone, in CSS pixels: there it is cut off, or must be
    /// scrolled to sideways.
    pub overhang: f64,
    /// The share of it that is scrolled out of sight, 0 to 1.
    pub scrolled_away: f64,
    /// The share of what is in sight that something else lies on, 0 to 1.
    pub covered: f64,
    /// The size of its type in CSS pixels; none where it has no text.
    pub type_size: Option<f64>,
    /// The contrast of its text with what is behind it, 1 to 21; none where it cannot be told.
    pub contrast: Option<f64>,
}

/// Why a part cannot be seen as it must.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Trouble {
    Hidden,
    CutOff,
    TooWide,
    Covered,
    TooSmall(f64),
    TooFaint(f64),
    /// It may be well, but it must be scrolled to first.
    ScrolledAway,
}

impl Sight {
    /// What is wrong with it, the worst first.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        if !self.shown || self.width < 1.0 || self.height < 1.0 {
            return Some(Trouble::Hidden);
        }
        if self.cut_off > ROUNDING {
            return Some(Trouble::CutOff);
        }
        if self.overhang > OVERHANG {
            return Some(Trouble::TooWide);
        }
        if self.covered > ROUNDING {
            return Some(Trouble::Covered);
        }
        let size = self.type_size.unwrap_or(SMALLEST_TYPE);
        if size < SMALLEST_TYPE {
            return Some(Trouble::TooSmall(size));
        }
        let least = if size >= LARGE_TYPE {
            LEAST_CONTRAST_LARGE
        } else {
            LEAST_CONTRAST
        };
        if let Some(contrast) = self.contrast.filter(|contrast| *contrast < least) {
            return Some(Trouble::TooFaint(contrast));
        }
        (self.scrolled_away > SCROLLED_AWAY).then_some(Trouble::ScrolledAway)
    }
}

impl Trouble {
    /// In words that go behind a part's name.
    pub(super) fn words(self) -> Words {
        let (zh, en) = match self {
            Self::Hidden => ("被隐藏".to_owned(), "hidden".to_owned()),
            Self::CutOff => ("被截断".to_owned(), "cut off".to_owned()),
            Self::TooWide => (
                "超出手机画面的右边或左边，读不完整".to_owned(),
                "runs past the phone's side: it cannot be read whole".to_owned(),
            ),
            Self::Covered => ("被遮住".to_owned(), "covered".to_owned()),
            Self::TooSmall(size) => (
                format!("字号 {size:.1} px，不到 12 px"),
                format!("type of {size:.1} px, under 12 px"),
            ),
            Self::TooFaint(contrast) => (
                format!("对比度只有 {contrast:.1}:1"),
                format!("contrast of only {contrast:.1}:1"),
            ),
            Self::ScrolledAway => (
                "不在视野里，请滚动手机画面".to_owned(),
                "out of sight: scroll the phone".to_owned(),
            ),
        };
        Words { zh, en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn clear() -> Sight {
        Sight {
            shown: true,
            width: 80.0,
            height: 20.0,
            cut_off: 0.0,
            overhang: 0.0,
            scrolled_away: 0.0,
            covered: 0.0,
            type_size: Some(14.0),
            contrast: Some(7.0),
        }
    }

    #[test]
    fn each_way_of_not_being_seen_is_told() {
        let sight = clear();
        assert_eq!(sight.trouble(), None);
        let troubles = [
            (
                Sight {
                    shown: false,
                    ..sight
                },
                Trouble::Hidden,
            ),
            (
                Sight {
                    width: 0.0,
                    ..sight
                },
                Trouble::Hidden,
            ),
            (
                Sight {
                    height: 0.5,
                    ..sight
                },
                Trouble::Hidden,
            ),
            (
                Sight {
                    cut_off: 0.3,
                    ..sight
                },
                Trouble::CutOff,
            ),
            (
                Sight {
                    overhang: 1.5,
                    ..sight
                },
                Trouble::TooWide,
            ),
            (
                Sight {
                    covered: 0.2,
                    ..sight
                },
                Trouble::Covered,
            ),
            (
                Sight {
                    type_size: Some(11.9),
                    ..sight
                },
                Trouble::TooSmall(11.9),
            ),
            (
                Sight {
                    contrast: Some(4.4),
                    ..sight
                },
                Trouble::TooFaint(4.4),
            ),
            (
                Sight {
                    scrolled_away: 1.0,
                    ..sight
                },
                Trouble::ScrolledAway,
            ),
        ];
        for (sight, trouble) in troubles {
            assert_eq!(sight.trouble(), Some(trouble), "{sight:?}");
        }
    }

    #[test]
    fn large_type_needs_less_contrast() {
        let large = Sight {
            type_size: Some(24.0),
            contrast: Some(3.1),
            ..clear()
        };
        assert_eq!(large.trouble(), None);
        assert_eq!(
            Sight {
                contrast: Some(2.9),
                ..large
            }
            .trouble(),
            Some(Trouble::TooFaint(2.9))
        );
    }

    #[test]
    fn a_fraction_of_a_pixel_past_the_edge_is_rounding() {
        let sight = Sight {
            overhang: 0.9,
            ..clear()
        };
        assert_eq!(sight.trouble(), None);
    }

    #[test]
    fn what_is_hidden_does_not_hide_behind_being_scrolled_away() {
        let sight = Sight {
            shown: false,
            scrolled_away: 1.0,
            ..clear()
        };
        assert_eq!(sight.trouble(), Some(Trouble::Hidden));
    }
}
