//! Small PNG files for the README: a window has few colours, so that a palette of 256 of them shows it as it is.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

type Colour = [u8; 3];

/// How many colours a palette holds.
const MOST: usize = 256;
/// Two colours of the palette differ at least by so much (the sum of the squares of the three differences): what is nearer looks the same.
const APART: i32 = 48;

/// The same picture as a PNG with a palette, without dithering: an even ground stays even.
pub(crate) fn shrink(png: &[u8]) -> Result<Vec<u8>> {
    let (width, height, pixels) = decode(png)?;
    let palette = palette(&pixels);
    let mut nearest_of = HashMap::new();
    let mut indexes = Vec::with_capacity(pixels.len());
    for colour in pixels {
        indexes.push(
            *nearest_of
                .entry(colour)
                .or_insert_with(|| nearest(&palette, colour)),
        );
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indexes)?;
    writer.finish()?;
    Ok(file)
}

fn decode(png: &[u8]) -> Result<(u32, u32, Vec<Colour>)> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().context("not a PNG file")?;
    let mut bytes = vec![0; reader.output_buffer_size().context("too large a picture")?];
    let info = reader.next_frame(&mut bytes)?;
    let samples = info.color_type.samples();
    ensure!(samples >= 3, "a picture without colours: not of a window");
    let pixels = bytes[..info.buffer_size()]
        .chunks_exact(samples)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    Ok((info.width, info.height, pixels))
}

/// The colours that most of the picture has, no two of them alike.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts: HashMap<Colour, u32> = HashMap::new();
    for colour in pixels {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut colours: Vec<_> = counts.into_iter().collect();
    // The same picture gives the same file: equal counts go by the colour.
    colours.sort_unstable_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let mut chosen: Vec<Colour> = Vec::new();
    for (colour, _) in colours {
        if chosen.len() < MOST && chosen.iter().all(|one| distance(*one, colour) >= APART) {
            chosen.push(colour);
        }
    }
    chosen
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let best = (0u8..=255)
        .zip(palette)
        .min_by_key(|(_, one)| distance(**one, colour));
    best.map_or(0, |(index, _)| index)
}

fn distance(a: Colour, b: Colour) -> i32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (i32::from(*a) - i32::from(b)).pow(2))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixels: &[Colour]) -> Vec<u8> {
        let mut file = Vec::new();
        let width = u32::try_from(pixels.len()).unwrap();
        let mut encoder = png::Encoder::new(&mut file, width, 1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels.concat()).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn a_picture_of_few_colours_stays_as_it_is() {
        let pixels = [[251, 251, 252], [11, 107, 203], [0, 0, 0], [251, 251, 252]];
        let small = shrink(&picture(&pixels)).unwrap();
        assert_eq!(decode(&small).unwrap(), (4, 1, pixels.to_vec()));
    }

    #[test]
    fn of_too_many_colours_each_pixel_gets_one_that_looks_the_same() {
        let pixels: Vec<Colour> = (0..=255u8)
            .flat_map(|grey| [[grey, grey, grey], [grey, 0, 255 - grey]])
            .collect();
        let (_, _, after) = decode(&shrink(&picture(&pixels)).unwrap()).unwrap();
        for (before, after) in pixels.iter().zip(after) {
            assert!(distance(*before, after) < 2 * APART, "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_an_error() {
        assert!(shrink(b"no picture").is_err());
    }
}
