// How an element of the phone is seen: measured, never judged. Rust says what the numbers mean.
import type { Sight } from '../bindings/Sight';
import { colourOf, contrastOf, groundOf, laidOn } from './colour';

type Box = { left: number; top: number; right: number; bottom: number };

const area = (box: Box) => Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
const shared = (a: Box, b: Box): Box => ({
  left: Math.max(a.left, b.left),
  top: Math.max(a.top, b.top),
  right: Math.min(a.right, b.right),
  bottom: Math.min(a.bottom, b.bottom),
});
const total = (boxes: Box[]) => boxes.reduce((sum, box) => sum + area(box), 0);

/** The text itself where there is one (it may have been moved out of its box), else the box. */
function boxesOf(element: Element): Box[] {
  if (element.textContent?.trim()) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const boxes = [...range.getClientRects()].filter((box) => area(box) > 0);
    if (boxes.length > 0) return boxes;
  }
  return [...element.getClientRects()];
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let one: Element | null = element; one; one = one.parentElement) {
    opacity *= Number.parseFloat(getComputedStyle(one).opacity || '1');
  }
  return opacity;
}

const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip';

/** What is left of the boxes within everything that cuts them off, and within everything that scrolls. */
function leftOf(element: Element, boxes: Box[]): { uncut: Box[]; inSight: Box[] } {
  let uncut = boxes;
  let inSight = boxes;
  /** Below a part that scrolls, what is outside of it can be scrolled to: it is not cut off. */
  let scrolling = false;
  const keep = (port: Box, cut: boolean) => {
    if (cut) uncut = uncut.map((box) => shared(box, port));
    inSight = inSight.map((box) => shared(box, port));
  };
  for (let one: Element | null = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (scrolls(style.overflowY) || scrolls(style.overflowX)) {
      const port = one.getBoundingClientRect();
      // Beyond the content's own edges nothing can be scrolled to; the parts around have other contents.
      const [left, top] = [port.left - one.scrollLeft, port.top - one.scrollTop];
      if (!scrolling) keep({ left, top, right: left + one.scrollWidth, bottom: top + one.scrollHeight }, true);
      scrolling = true;
      keep(port, false);
    } else if (clips(style.overflowX) || clips(style.overflowY)) {
      keep(one.getBoundingClientRect(), !scrolling);
    }
    if (style.position === 'fixed') break;
  }
  keep({ left: 0, top: 0, right: innerWidth, bottom: innerHeight }, false);
  return { uncut, inSight };
}

/**
 * How far the boxes run past the sides of what scrolls them or cuts them off, within the phone. Nobody reads a line that has to be scrolled
 * sideways. How far it was scrolled already makes no difference.
 */
function overhangOf(element: Element, boxes: Box[], phone: Element): number {
  let overhang = 0;
  let left = boxes.filter((box) => area(box) > 0);
  for (let one: Element | null = element; one && one !== phone; one = one.parentElement) {
    const { overflowX } = getComputedStyle(one);
    if (!scrolls(overflowX) && !clips(overflowX)) continue;
    const port = one.getBoundingClientRect();
    const [start, end] = [port.left - one.scrollLeft, port.right - one.scrollLeft];
    overhang = Math.max(overhang, ...left.map((box) => Math.max(start - box.left, box.right - end)));
    left = left.map((box) => shared(box, port)).filter((box) => area(box) > 0);
  }
  return overhang;
}

/** Centre, and near the corners: outside of a round one lies what is around the element, and that does not cover it. */
function pointsIn(box: Box, radius: number): [number, number][] {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const inset = 3 + (1 - Math.SQRT1_2) * radius;
  const [dx, dy] = [Math.min(inset, width / 4), Math.min(inset, height / 4)];
  const middle: [number, number] = [box.left + width / 2, box.top + height / 2];
  return [
    middle,
    [box.left + dx, box.top + dy],
    [box.right - dx, box.top + dy],
    [box.left + dx, box.bottom - dy],
    [box.right - dx, box.bottom - dy],
  ];
}

const PICTURES = 'img, svg, canvas, video, iframe, object, embed';

/** Whether anything of the element itself would be seen over what is below it. */
function paints(element: Element): boolean {
  const style = getComputedStyle(element);
  if (opacityOf(element) < 0.05) return false;
  if (element.closest(PICTURES)) return true;
  if (style.backgroundImage !== 'none' || (colourOf(style.backgroundColor)?.[3] ?? 1) > 0.05) return true;
  if (style.getPropertyValue('backdrop-filter') !== 'none' && style.getPropertyValue('backdrop-filter') !== '') {
    return true;
  }
  const ownText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
  return ownText && (colourOf(style.color)?.[3] ?? 1) > 0.05;
}

/** What lies on the page without taking the pointer: no hit test finds it. */
export function overlaysIn(phone: Element): Element[] {
  return [...phone.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    const lifted = style.position !== 'static' && style.position !== '';
    return lifted && style.pointerEvents === 'none' && style.visibility !== 'hidden' && paints(element);
  });
}

/** Whether a menu or a dialog takes every press meanwhile: what lies where cannot be told then. */
export const cannotBePressed = (phone: Element): boolean => getComputedStyle(phone).pointerEvents === 'none';

type Look = { phone: Element; overlays: Element[] };

function related(one: Element, other: Element): boolean {
  return one.contains(other) || other.contains(one);
}

/** Whether something else of the phone lies on the element at this point; null where the phone is not. What the lab lays over it is looked through. */
function coveredAt([x, y]: [number, number], element: Element, pressable: boolean, look: Look): boolean | null {
  const hit = document.elementsFromPoint(x, y).find((one) => look.phone.contains(one));
  if (!hit) return null;
  for (const overlay of look.overlays) {
    const over = overlay.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
    const raised = Number.parseInt(getComputedStyle(overlay).zIndex, 10) > 0;
    if (related(overlay, element) || !(over || raised)) continue;
    const box = overlay.getBoundingClientRect();
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return true;
  }
  if (element.contains(hit)) return false;
  if (hit.contains(element)) return laysOver(hit, element);
  // What paints nothing still takes the press away from what can be pressed.
  return pressable || paints(hit);
}

/**
 * Whether what an ancestor draws itself lies on the element: something before or behind its content, or all of it, over a
 * part that was put below or clipped away. Elsewhere it is hit beside the words (between lines, at a line's end) and covers nothing.
 */
function laysOver(around: Element, element: Element): boolean {
  if (getComputedStyle(element).pointerEvents === 'none') return false;
  for (let one: Element | null = element; one && one !== around; one = one.parentElement) {
    const { zIndex, clipPath } = getComputedStyle(one);
    if (Number.parseInt(zIndex, 10) < 0 || (clipPath || 'none') !== 'none') return true;
  }
  return ['::before', '::after'].some((name) => {
    const { content, position } = getComputedStyle(around, name);
    return content !== '' && content !== 'none' && content !== 'normal' && position !== 'static';
  });
}

/** Measures an element of the phone. */
export function sightOf(element: Element, pressable: boolean, look: Look): Sight {
  const style = getComputedStyle(element);
  const opacity = opacityOf(element);
  const shown =
    element.getClientRects().length > 0 && style.visibility === 'visible' && style.display !== 'none' && opacity > 0.05;
  const boxes = boxesOf(element);
  const { uncut, inSight } = leftOf(element, boxes);
  const whole = total(boxes);
  const left = total(uncut);
  const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
  let asked = 0;
  let covered = 0;
  for (const box of inSight.filter((one) => area(one) > 1)) {
    for (const point of pointsIn(box, radius)) {
      const answer = coveredAt(point, element, pressable, look);
      if (answer === null) continue;
      asked += 1;
      if (answer) covered += 1;
    }
  }
  const outer = element.getBoundingClientRect();
  const hasText = Boolean(element.textContent?.trim());
  return {
    shown,
    width: outer.width,
    height: outer.height,
    cut_off: whole === 0 ? 0 : 1 - left / whole,
    overhang: overhangOf(element, boxes, look.phone),
    scrolled_away: asked === 0 ? 1 : left === 0 ? 0 : 1 - total(inSight) / left,
    covered: asked === 0 ? 0 : covered / asked,
    type_size: hasText ? smallestType(element) : null,
    contrast: hasText ? leastContrast(element, opacity) : null,
  };
}

/** The elements that hold text of their own. */
function* textHolders(element: Element): Generator<Element> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.textContent?.trim() && node.parentElement) yield node.parentElement;
  }
}

const smallestType = (element: Element) =>
  Math.min(...[...textHolders(element)].map((one) => Number.parseFloat(getComputedStyle(one).fontSize)));

function leastContrast(element: Element, opacity: number): number | null {
  let least: number | null = null;
  for (const holder of textHolders(element)) {
    const ground = groundOf(holder);
    const ink = colourOf(getComputedStyle(holder).color);
    if (!ground || !ink) continue;
    const seen = laidOn([ink[0], ink[1], ink[2], ink[3] * opacity], ground);
    const contrast = contrastOf(seen, ground);
    if (least === null || contrast < least) least = contrast;
  }
  return least;
}
