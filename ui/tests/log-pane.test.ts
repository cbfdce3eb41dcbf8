import { screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import LogPane from '../src/flow-view/LogPane.svelte';
import { renderInLab } from './rendering';
import { entry, facts, FakeBackend, snapshot } from './samples';

/** A window whose width the test decides. */
function width() {
  let narrow = false;
  const changes = new Set<(event: Event) => void>();
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (media) =>
      ({
        media,
        get matches() {
          return narrow;
        },
        addEventListener: (_: string, change: (event: Event) => void) => changes.add(change),
        removeEventListener: (_: string, change: (event: Event) => void) => changes.delete(change),
      }) as unknown as MediaQueryList,
  );
  return async (to: 'narrow' | 'wide') => {
    narrow = to === 'narrow';
    for (const change of changes) change(new Event('change'));
    await tick();
  };
}

describe('the log beside the details', () => {
  it('keeps the chosen tab of a failed call when the window is narrowed and widened', async () => {
    const become = width();
    const failed = entry(1, { outcome: { kind: 'result', code: 600011 } });
    const { lab, user } = await renderInLab(
      LogPane,
      { facts, flow: 'login' },
      new FakeBackend(snapshot({ entries: [failed] })),
    );
    lab.selectedSeq = 1;
    await tick();
    expect(screen.getByRole('tab', { name: '为什么' })).toHaveAttribute('aria-selected', 'true');
    await user.click(screen.getByRole('tab', { name: '请求' }));
    for (const to of ['narrow', 'wide'] as const) {
      await become(to);
      expect(screen.queryByRole('tab', { name: '详情' }) !== null, to).toBe(to === 'narrow');
      const request = screen.getByRole('tab', { name: '请求', hidden: true });
      expect(request, to).toHaveAttribute('aria-selected', 'true');
    }
  });
});
