// A clock for what is waited for: it ticks while there is something, ten times a second, and holds nothing up otherwise.
const TICK_MS = 100;

/** @param needed whether anything is waited for; asked for reactively */
export function ticking(needed: () => boolean) {
  let now = $state(performance.now());
  $effect(() => {
    if (!needed()) return;
    now = performance.now();
    const timer = setInterval(() => (now = performance.now()), TICK_MS);
    return () => clearInterval(timer);
  });
  return {
    /** How long it has been waited for: so long at a time of `performance.now()`, and on. Milliseconds, to the tenth of a second. */
    waited: (told: number, at: number): number => Math.floor((told + Math.max(0, now - at)) / TICK_MS) * TICK_MS,
  };
}
