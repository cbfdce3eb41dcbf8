import { describe, expect, it } from 'vitest';
import { replayBackend, type Fixture } from '../src/backend/replay';
import type { Update } from '../src/bindings/Update';
import { snapshot } from './samples';

const cleared: Update = { seq: 7, type: 'cleared' };
const recording = (steps: Fixture['steps']): Fixture => ({ name: 'test', snapshot: snapshot(), steps });

describe('the replay backend', () => {
  it('answers the first unused step with the same command and arguments, whatever the order of keys', async () => {
    const backend = replayBackend(
      recording([
        { command: 'sdkCall', args: ['x', 1, 'getLoginToken', { mask: '1', timeout: 2 }], reply: 'first', updates: [] },
        {
          command: 'sdkCall',
          args: ['x', 1, 'getLoginToken', { mask: '1', timeout: 2 }],
          reply: 'second',
          updates: [],
        },
      ]),
    );
    const call = () => backend.sdkCall('another instance', 1, 'getLoginToken', { timeout: 2, mask: '1' });
    expect([await call(), await call()]).toEqual(['first', 'second']);
    await expect(call()).rejects.toMatchObject({ code: 'NotRecorded' });
  });

  it('does not answer other arguments', async () => {
    const backend = replayBackend(
      recording([{ command: 'getPhoneWithToken', args: ['good'], reply: {}, updates: [] }]),
    );
    await expect(backend.getPhoneWithToken('bad')).rejects.toMatchObject({ code: 'NotRecorded' });
  });

  it('sends a step’s updates before its answer, and refusals as they were', async () => {
    const order: string[] = [];
    const backend = replayBackend(
      recording([
        { command: 'clearLog', args: [], reply: null, updates: [cleared] },
        {
          command: 'openAgreement',
          args: ['CM'],
          reply: null,
          error: { code: 'NoBrowser', message: 'x' },
          updates: [],
        },
      ]),
    );
    await backend.connect((updates) => order.push(...updates.map((one) => one.type)));
    await backend.clearLog().then(() => order.push('answer'));
    expect(order).toEqual(['cleared', 'answer']);
    await expect(backend.openAgreement('CM')).rejects.toEqual({ code: 'NoBrowser', message: 'x' });
  });
});
