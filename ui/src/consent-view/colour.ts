// Colours as the browser computes them, and the contrast of two (WCAG 2.2, relative luminance).

/** Red, green and blue from 0 to 255, alpha from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const WHITE: Colour = [255, 255, 255, 1];

/** Reads `rgb(…)`, `rgba(…)` and `color(srgb …)`; null for what it does not know. */
export function colourOf(text: string): Colour | null {
  const parts = text.match(/-?[\d.]+(?:e-?\d+)?%?/g);
  if (!parts || parts.length < 3) return text === 'transparent' ? [0, 0, 0, 0] : null;
  const number = (part: string | undefined, whole: number) =>
    part === undefined ? whole : part.endsWith('%') ? (Number.parseFloat(part) / 100) * whole : Number.parseFloat(part);
  const scale = text.startsWith('rgb') ? 1 : text.startsWith('color(srgb ') ? 255 : null;
  if (scale === null) return null;
  const channel = (index: number) => number(parts[index], 255 / scale) * scale;
  return [channel(0), channel(1), channel(2), number(parts[3], 1)];
}

/** What is seen of a colour that lies on an opaque one. */
export function laidOn(top: Colour, bottom: Colour): Colour {
  const [red, green, blue, alpha] = top;
  const mixed = [red, green, blue].map((value, index) => value * alpha + (bottom[index] ?? 0) * (1 - alpha));
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0, 1];
}

function luminance([red, green, blue]: Colour): number {
  const linear = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

/** 1 to 21. */
export function contrastOf(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** What lies behind an element's text, from the last opaque ground up; null where a picture or a gradient does. */
export function groundOf(element: Element): Colour | null {
  const layers: Colour[] = [];
  for (let one: Element | null = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (style.backgroundImage !== 'none' && style.backgroundImage !== '') return null;
    const colour = colourOf(style.backgroundColor);
    if (!colour) return null;
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reduceRight((ground, layer) => laidOn(layer, ground), WHITE);
}
