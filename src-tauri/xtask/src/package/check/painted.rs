//! A picture of a screen, and whether anything is on it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// A page with text has hundreds of colours, for letters have soft edges; a bare window or a plain message has few.
const COLOURS: usize = 100;
/// The part of the screen, in thousandths, that is not of the commonest colour. The message “the page is not built yet” has 3.
const INKED: usize = 50;

/// A screen's pixels: red, green, blue.
pub(super) struct Frame {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Frame {
    /// Reads what Xvfb writes with `-fbdir`: an X window dump, whose header is in `XWDFile.h` of the X Window System.
    pub(super) fn from_xwd(bytes: &[u8]) -> Result<Self> {
        let number = |index: usize| -> Result<u32> {
            let place = bytes.get(index * 4..index * 4 + 4);
            let place = place.context("an X window dump that ends in its header")?;
            Ok(u32::from_be_bytes(place.try_into()?))
        };
        let [header, version, depth] = [number(0)?, number(1)?, number(3)?];
        let [width, height] = [number(4)?, number(5)?];
        let [order, bits, stride] = [number(7)?, number(11)?, number(12)?];
        let colours = number(19)?;
        if version != 7 || depth != 24 || bits != 32 || order != 0 {
            bail!(
                "an X window dump of another kind: version {version}, depth {depth}, {bits} bits a pixel, byte order {order}"
            );
        }
        let begin = usize::try_from(header + colours * 12)?;
        let stride = usize::try_from(stride)?;
        let mut pixels = Vec::new();
        for line in 0..usize::try_from(height)? {
            let from = begin + line * stride;
            let line = bytes.get(from..from + usize::try_from(width)? * 4);
            let line = line.context("an X window dump that ends in its picture")?;
            pixels.extend(
                line.chunks_exact(4)
                    .flat_map(|bgr| [bgr[2], bgr[1], bgr[0]]),
            );
        }
        Ok(Self {
            width,
            height,
            pixels,
        })
    }

    /// Whether a page is on it.
    pub(super) fn is_painted(&self) -> bool {
        let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
        for pixel in self.pixels.chunks_exact(3) {
            *counts.entry(pixel).or_default() += 1;
        }
        let all = self.pixels.len() / 3;
        let commonest = counts.values().max().copied().unwrap_or_default();
        counts.len() >= COLOURS && (all - commonest) * 1000 >= all * INKED
    }

    /// As a PNG file.
    pub(super) fn png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 × 100 pixels of one colour, but for the first ones, each a shade of its own of `colours` ones.
    fn frame(inked: usize, colours: usize) -> Frame {
        let mut pixels = vec![255; 100 * 100 * 3];
        for index in 0..inked {
            let shade = index % colours;
            pixels[index * 3] = u8::try_from(shade % 250).unwrap();
            pixels[index * 3 + 1] = u8::try_from(shade / 250).unwrap();
        }
        Frame {
            width: 100,
            height: 100,
            pixels,
        }
    }

    #[test]
    fn a_blank_screen_is_not_painted() {
        assert!(!frame(0, 1).is_painted());
    }

    #[test]
    fn a_line_of_text_on_a_blank_page_is_not_enough() {
        assert!(!frame(300, 200).is_painted());
    }

    #[test]
    fn two_plain_surfaces_are_not_enough() {
        assert!(!frame(5_000, 2).is_painted());
    }

    #[test]
    fn a_page_with_text_and_surfaces_is_painted() {
        assert!(frame(2_000, 300).is_painted());
    }

    #[test]
    fn a_dump_is_read_line_by_line_without_its_padding() {
        let mut bytes = Vec::new();
        let mut header = [0u32; 25];
        header[0] = 100;
        header[1] = 7;
        header[3] = 24;
        header[4] = 2;
        header[5] = 2;
        header[11] = 32;
        header[12] = 12;
        header[19] = 1;
        bytes.extend(header.iter().flat_map(|number| number.to_be_bytes()));
        bytes.extend([9; 12]);
        for line in [
            [[1, 2, 3, 0], [4, 5, 6, 0], [7; 4]],
            [[8, 9, 10, 0], [11, 12, 13, 0], [7; 4]],
        ] {
            bytes.extend(line.concat());
        }
        let frame = Frame::from_xwd(&bytes).unwrap();
        assert_eq!(frame.pixels, [3, 2, 1, 6, 5, 4, 10, 9, 8, 13, 12, 11]);
        assert!(Frame::from_xwd(&bytes[..bytes.len() - 20]).is_err());
        assert!(Frame::from_xwd(b"not a dump").is_err());
        let picture = frame.png().unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
    }
}
