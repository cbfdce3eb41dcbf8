/** The phone's own width in CSS pixels, and the height at which it shows all of a consent page. */
const WIDTH = 312;
const HEIGHT = 620;
/** What the window keeps free around it. */
const MARGIN = 16;

/** How much larger the phone is drawn so that it fills a window of this size. Never smaller: its page scrolls first. */
export function scaleFor(width: number, height: number): number {
  const scale = Math.min((width - MARGIN) / WIDTH, (height - MARGIN) / HEIGHT);
  return Number.isFinite(scale) ? Math.max(1, Math.round(scale * 1000) / 1000) : 1;
}
