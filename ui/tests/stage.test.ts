// The stage's page and its mirror in the main window, over the second backend.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { replayBackend } from '../src/backend/replay';
import type { StageAct } from '../src/bindings/StageAct';
import type { StagePicture } from '../src/bindings/StagePicture';
import type { StageState } from '../src/bindings/StageState';
import type { Update } from '../src/bindings/Update';
import type { Wording } from '../src/bindings/Wording';
import type { StageBackend } from '../src/stage/backend';
import { mirrorOf } from '../src/stage/mirror';
import { scaleFor } from '../src/stage/scale';
import Stage from '../src/stage/Stage.svelte';
import { isStageKey } from '../src/stage/stage-key';
import { recording, type RecordingName } from './recordings';
import { FakeBackend, snapshot } from './samples';

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;
const NUMBER = /1[3-9]\d{9}/;

/** The stage's page over a recording, and what it told. */
function onStage(name: RecordingName = 'login-cm', flow: 'login' | 'verify' = 'login') {
  const fixture = recording(name);
  fixture.snapshot.stage = { open: true, flow, picture: null };
  const replay = replayBackend(fixture);
  let send: (updates: Update[]) => void = () => {};
  let seq = 1000;
  const pictures: StagePicture[] = [];
  const backend: StageBackend = {
    ...replay,
    connect: (listener) => {
      send = listener;
      return replay.connect(listener);
    },
    turnWifiOff: vi.fn(async () => fixture.snapshot.simulation),
    armOutcome: vi.fn(async () => fixture.snapshot.simulation),
    show: vi.fn(async (picture: StagePicture) => void pictures.push(picture)),
    fullScreen: vi.fn(async (on: boolean | null) => on ?? true),
  };
  render(Stage, { backend });
  const tell = (change: DistributiveOmit<Update, 'seq'>) => send([{ seq: (seq += 1), ...change } as Update]);
  return {
    fixture,
    backend,
    pictures,
    user: userEvent.setup(),
    last: () => pictures.at(-1),
    phone: () => within(screen.getByRole('region', { name: '手机画面：示例应用' })),
    send: tell,
    act: (act: StageAct) => tell({ type: 'stage_act', act }),
    screen: (wanted: string) =>
      waitFor(() => expect(document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen).toBe(wanted)),
  };
}

const customers: Wording = {
  app_name: '云上书店',
  button: '本机号码登录',
  agreements: [{ name: '《书店会员协议》', url: 'https://books.example/terms' }],
};

describe('the stage', () => {
  it('is a phone and nothing else, with the mark on it', async () => {
    const { screen: shows } = onStage();
    await shows('start');
    expect(screen.getByText('模拟 SIMULATION · 不连接运营商')).toBeVisible();
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(screen.queryByRole('banner')).toBeNull();
    expect(document.title).toContain('SIMULATION');
  });

  it('does what the presenter does, and tells what came of it without a digit of the number', async () => {
    const { act, screen: shows, phone, user, pictures, last, fixture } = onStage();
    await shows('start');
    act({ act: 'start' });
    await shows('consent');
    act({ act: 'fill', answer: 'right' });
    await waitFor(() => expect(last()).toMatchObject({ typed: 4, agreed: false, mask: { carrier: 'CM' } }));
    expect(phone().getByRole<HTMLInputElement>('textbox').value).toBe(
      fixture.snapshot.simulation.device.number.slice(3, 7),
    );
    await user.click(phone().getByRole('checkbox'));
    await waitFor(() => expect(last()?.agreed).toBe(true));
    expect(last()?.steps.map(({ step, status }) => `${step} ${status}`)).toContain('mask ok');

    const told = JSON.stringify(pictures);
    const number = fixture.snapshot.simulation.device.number;
    expect(told).not.toMatch(NUMBER);
    expect(told).not.toContain(`"${number.slice(3, 7)}"`);
    expect(pictures.map(({ number }) => number)).toEqual(pictures.map((_, index) => index + 1));
  });

  it('turns to the other flow and begins anew when it is told', async () => {
    const { act, screen: shows, last } = onStage();
    await shows('start');
    act({ act: 'start' });
    await shows('consent');
    act({ act: 'show', flow: 'verify' });
    await waitFor(() => expect(last()).toMatchObject({ flow: 'verify', screen: { name: 'start' } }));
    act({ act: 'show', flow: 'login' });
    await shows('consent');
    act({ act: 'reset' });
    await shows('start');
    expect(last()?.steps.every(({ status }) => status === 'idle')).toBe(true);
  });

  it('opens with the flow that the main window shows', async () => {
    const { last, screen: shows } = onStage('verify', 'verify');
    await shows('start');
    await waitFor(() => expect(last()?.flow).toBe('verify'));
    expect(last()?.steps).toHaveLength(6);
  });

  it('runs a step alone with the arguments that were typed', async () => {
    const { act, screen: shows, last, backend } = onStage();
    const call = vi.spyOn(backend, 'sdkCall');
    await shows('start');
    const form = { timeout: '8000', mask: '', maskAsNumber: false, accessToken: 'as_is', jwtToken: 'as_is' } as const;
    act({ act: 'step', step: 'mask', form });
    await waitFor(() => expect(call).toHaveBeenCalled());
    expect(call.mock.calls[0]?.slice(2)).toEqual(['getLoginMaskPhone', { timeout: 8000 }]);
    await waitFor(() => expect(last()?.steps.find(({ step }) => step === 'mask')?.status).toBe('failed'));
  });

  it('chooses the next outcome by its key, without a trace', async () => {
    const { backend, screen: shows, user } = onStage();
    await shows('start');
    const before = document.body.innerHTML;
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => expect(backend.armOutcome).toHaveBeenCalledWith('wrong_digits'));
    await user.keyboard('2');
    expect(backend.armOutcome).toHaveBeenCalledTimes(1);
    expect(document.body.innerHTML).toBe(before);
  });

  it('takes back by its key what was armed for the other flow', async () => {
    const { backend, fixture, send, screen: shows, user } = onStage('verify', 'verify');
    await shows('start');
    const before = fixture.snapshot.simulation;
    const outcomes = { ...before.outcomes, armed: 'locked' as const };
    send({ type: 'simulation', simulation: { ...before, revision: before.revision + 1, outcomes } });
    await user.keyboard('{Control>}6{/Control}');
    await waitFor(() => expect(backend.armOutcome).toHaveBeenCalledWith(null));
  });

  it('fills the screen on F11, and leaves it on Escape', async () => {
    const { backend, screen: shows, user } = onStage();
    await shows('start');
    await user.keyboard('{F11}{Escape}');
    expect(vi.mocked(backend.fullScreen).mock.calls).toEqual([[null], [false]]);
  });

  it('keeps full screen when something on the page wanted Escape', async () => {
    const { backend, screen: shows, phone, user } = onStage();
    await shows('start');
    const wants = (event: KeyboardEvent) => event.key === 'Escape' && event.preventDefault();
    const button = phone().getAllByRole('button')[0];
    button?.addEventListener('keydown', wants);
    button?.focus();
    await user.keyboard('{Escape}');
    expect(backend.fullScreen).not.toHaveBeenCalled();
    button?.removeEventListener('keydown', wants);
    await user.keyboard('{Escape}');
    expect(backend.fullScreen).toHaveBeenCalledWith(false);
  });

  it('has no menu of the web view in front of the audience, not in a field either', async () => {
    const { act, screen: shows, phone } = onStage();
    await shows('start');
    act({ act: 'start' });
    await shows('consent');
    for (const place of [document.body, phone().getByRole('textbox'), phone().getByRole('checkbox')])
      expect(place.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))).toBe(false);
  });

  it('leaves no rejection unhandled when it is refused, and tells the next picture', async () => {
    const { backend, act, screen: shows, pictures, user } = onStage();
    await shows('start');
    vi.mocked(backend.show).mockRejectedValueOnce({ code: 'invalid_value', message: 'no such picture' });
    vi.mocked(backend.armOutcome).mockRejectedValueOnce({ code: 'invalid_value', message: 'not with this carrier' });
    vi.mocked(backend.fullScreen).mockRejectedValue({ code: 'window_failed', message: 'no such screen' });
    await user.keyboard('{F11}{Escape}{Control>}2{/Control}');
    act({ act: 'start' });
    await shows('consent');
    await waitFor(() => expect(pictures.at(-1)?.screen.name).toBe('consent'));
    expect(backend.fullScreen).toHaveBeenCalledTimes(2);
    expect(backend.armOutcome).toHaveBeenCalledTimes(1);
    // Vitest ends with an error when a rejection was left: give it its turn.
    await new Promise((done) => setTimeout(done, 20));
  });

  it('does what the presenter did before it was connected, at the second attempt too', async () => {
    const fixture = recording('login-cm');
    fixture.snapshot.stage = { open: true, flow: 'login', picture: null };
    const replay = replayBackend(fixture);
    let attempts = 0;
    const backend = {
      ...replay,
      connect: async (listener: (updates: Update[]) => void) => {
        attempts += 1;
        const { simulation } = await replay.connect(() => {});
        if (attempts > 1) return { ...fixture.snapshot, simulation };
        listener([
          { seq: 1, type: 'stage_act', act: { act: 'show', flow: 'login' } },
          { seq: 2, type: 'stage_act', act: { act: 'start' } },
        ]);
        throw new Error('no snapshot');
      },
      turnWifiOff: async () => fixture.snapshot.simulation,
      show: async () => {},
      fullScreen: async () => true,
    } as StageBackend;
    render(Stage, { backend });
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen).toBe('consent'));
  });

  it('leaves the keys of an input method alone', async () => {
    const { backend, screen: shows } = onStage();
    await shows('start');
    for (const key of ['F11', 'Escape', '2']) {
      window.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: key === '2', isComposing: true }));
    }
    expect(backend.fullScreen).not.toHaveBeenCalled();
    expect(backend.armOutcome).not.toHaveBeenCalled();
  });

  it('follows the phone’s language and its own theme live', async () => {
    const { fixture, send, screen: shows } = onStage();
    await shows('start');
    const phone = () => document.querySelector<HTMLElement>('.phone');
    expect(phone()?.dataset.phoneTheme).toBe('light');
    const settings = { ...fixture.snapshot.settings, stage_theme: 'dark', phone_language: 'en' } as const;
    send({ type: 'settings', settings });
    await waitFor(() => expect(phone()).toHaveAttribute('lang', 'en'));
    expect(phone()?.dataset.phoneTheme).toBe('dark');
    expect(document.documentElement.lang).toBe('zh-CN');
  });

  it('shows a customer’s wording, and follows it live', async () => {
    const { act, fixture, send, screen: shows } = onStage();
    await shows('start');
    act({ act: 'start' });
    await shows('consent');
    const part = (name: string) =>
      [...document.querySelectorAll(`.phone [data-part=${name}]`)].map((one) => one.textContent?.trim());
    expect(part('app_name')).toEqual(['示例应用']);
    const settings = { ...fixture.snapshot.settings, wording: { zh: customers, en: null } };
    send({ type: 'settings', settings });
    await waitFor(() => expect(part('app_name')).toEqual(['云上书店']));
    expect(part('button')).toEqual(['本机号码登录']);
    expect(part('app_agreement')).toEqual(['《书店会员协议》']);
    // On the other phone it is the fictional app's again.
    send({ type: 'settings', settings: { ...settings, phone_language: 'en' } });
    await waitFor(() => expect(part('app_name')).toEqual(['Demo App']));
  });

  it('says that the program cannot be reached, under the mark', async () => {
    const fixture = recording('login-cm');
    const broken = { ...replayBackend(fixture), connect: () => Promise.reject(new Error('no window')) };
    render(Stage, { backend: broken as unknown as StageBackend });
    expect(await screen.findByRole('alert')).toHaveTextContent('no window');
    expect(screen.getByText('SIMULATION')).toBeVisible();
  });
});

describe('the phone’s size on the stage', () => {
  it('fills the height of a wide window and the width of a narrow one, and never shrinks', () => {
    expect(scaleFor(3840, 2160)).toBeCloseTo((2160 - 16) / 620, 2);
    expect(scaleFor(400, 2000)).toBeCloseTo((400 - 16) / 312, 2);
    expect(scaleFor(400, 500)).toBe(1);
    expect(scaleFor(0, 0)).toBe(1);
  });
});

const consent = (change: Partial<StagePicture> = {}): StagePicture => ({
  number: 1,
  flow: 'login',
  screen: { name: 'consent' },
  steps: (['network', 'check', 'mask', 'consent', 'token', 'exchange', 'done'] as const).map((step) => ({
    step,
    status: step === 'mask' ? 'ok' : 'idle',
    code: step === 'mask' ? '600000' : null,
  })),
  current: 'consent',
  running: false,
  mask: { text: '138****1234', carrier: 'CM' },
  typed: 3,
  agreed: true,
  tick_asked: 0,
  error: null,
  reading: null,
  number_asked: false,
  token_carrier: null,
  token_seconds_left: null,
  ...change,
});

/** The main window with a stage in this state. */
async function mainWindow(stage: StageState, more: Parameters<typeof snapshot>[0] = {}) {
  const backend = new FakeBackend(snapshot({ stage, ...more }));
  render(App, { backend });
  await screen.findByRole('navigation');
  return {
    backend,
    user: userEvent.setup(),
    mirror: () => document.querySelector<HTMLElement>('[data-mirror]'),
    acts: () => backend.asked.filter(([name]) => name === 'stageAct').map(([, act]) => act),
    tell: (now: StageState) => backend.send([{ seq: 1, type: 'stage', stage: now }]),
  };
}

describe('the mirror', () => {
  it('draws what the stage shows, with bullets for digits, and cannot be touched', async () => {
    const { mirror } = await mainWindow({ open: true, flow: 'login', picture: consent() });
    expect(mirror()).toHaveAttribute('inert');
    expect(mirror()?.querySelector('[data-screen=consent]')).not.toBeNull();
    expect(mirror()?.querySelector('input')?.value).toBe('•••');
    expect(mirror()?.querySelector<HTMLInputElement>('input[type=checkbox]')?.checked).toBe(true);
    expect(screen.getByRole('region', { name: '演示窗口的镜像' })).toHaveAccessibleDescription(
      '手机在演示窗口里，这里只读。',
    );
  });

  it('has the customer’s wording as the stage has it', async () => {
    const settings = { ...snapshot().settings, wording: { zh: customers, en: null } };
    const { mirror } = await mainWindow({ open: true, flow: 'login', picture: consent() }, { settings });
    for (const word of ['云上书店', '本机号码登录', '《书店会员协议》']) expect(mirror()).toHaveTextContent(word);
    expect(mirror()).not.toHaveTextContent('示例应用');
  });

  it('leaves no second phone in the lab, not in the check of the consent page either', async () => {
    const { backend, tell } = await mainWindow({ open: true, flow: 'login', picture: null });
    location.hash = '#consent';
    const away = await screen.findByText(/手机现在在演示窗口里/);
    const close = within(away.parentElement as HTMLElement).getByRole('button', { name: '关闭演示窗口' });
    expect(document.querySelector('.phone')).toBeNull();
    expect(document.querySelector('[data-start]')).toBeNull();
    await userEvent.click(close);
    expect(backend.asked).toContainEqual(['closeStage']);
    tell({ open: false, flow: 'login', picture: null });
    await waitFor(() => expect(document.querySelector('.phone')).not.toBeNull());
  });
  it('shows the steps as they stand on the stage', async () => {
    await mainWindow({ open: true, flow: 'login', picture: consent() });
    expect(document.querySelector('[data-step=mask]')).toHaveAttribute('data-status', 'ok');
    expect(document.querySelector('[data-step=mask]')).toHaveTextContent('600000');
    expect(screen.getByRole('button', { current: 'step' })).toHaveTextContent('授权页');
  });

  it('has the stage do what its controls say, and runs nothing here', async () => {
    const { user, acts, backend } = await mainWindow({ open: true, flow: 'login', picture: consent() });
    await user.click(screen.getByRole('button', { name: '重来' }));
    await user.click(screen.getByRole('button', { name: '填错误四位' }));
    await user.click(screen.getByRole('button', { name: /取掩码/ }));
    await user.click(screen.getByRole('button', { name: '运行这一步' }));
    const form = { timeout: '', mask: '', maskAsNumber: false, accessToken: 'as_is', jwtToken: 'as_is' };
    expect(acts()).toEqual([{ act: 'start' }, { act: 'fill', answer: 'wrong' }, { act: 'step', step: 'mask', form }]);
    expect(backend.asked.map(([name]) => name)).not.toContain('sdkCall');
  });

  it('turns the stage to the flow of the view, and resets it with the lab', async () => {
    const { user, acts } = await mainWindow({ open: true, flow: 'login', picture: consent() });
    location.hash = '#verify';
    await waitFor(() => expect(acts()).toContainEqual({ act: 'show', flow: 'verify' }));
    expect(screen.getByText('正在打开演示窗口…')).toBeVisible();
    await user.keyboard('{F5}');
    await waitFor(() => expect(acts()).toContainEqual({ act: 'reset' }));
  });

  it('gives way to the phone when the stage is closed, which begins anew', async () => {
    const { mirror, tell } = await mainWindow({ open: true, flow: 'login', picture: consent() });
    tell({ open: false, flow: 'login', picture: null });
    await waitFor(() => expect(mirror()).toBeNull());
    expect(document.querySelector('.phone')).toHaveAttribute('data-screen', 'start');
  });

  it('tells why the stage did not do it', async () => {
    const { user, backend } = await mainWindow({ open: true, flow: 'login', picture: consent() });
    backend.answers.stageAct = () => {
      throw { code: 'stage_closed', message: 'the stage is not open' };
    };
    await user.click(screen.getByRole('button', { name: '重来' }));
    expect(await screen.findByText(/the stage is not open/)).toBeVisible();
  });

  it('draws every page of both flows from its picture', () => {
    const failure = { code: '600012', carrierCode: '105002' };
    const names = (
      [
        { name: 'start' },
        { name: 'loading' },
        { name: 'locked' },
        { name: 'otherWay' },
        { name: 'document', document: 'terms' },
        { name: 'wifiWarning', failed: true },
        { name: 'maskFailed', reason: 'wifi', failure },
        { name: 'signedIn', number: '138****1234' },
        { name: 'tokenReady' },
        { name: 'tokenExpired' },
        { name: 'error', failure },
      ] as const
    ).map((page) => mirrorOf(consent({ screen: page })).screen.name);
    expect(names).toHaveLength(11);
    const result = mirrorOf(
      consent({ flow: 'verify', screen: { name: 'result', result: 'PASS', number: '138****1234' }, typed: 11 }),
    );
    expect(result).toMatchObject({ kind: 'verify', text: '•'.repeat(11), screen: { number: '138****1234' } });
  });
});

describe('the stage’s button', () => {
  it('opens the stage with the flow of the view, by its key too, and closes it', async () => {
    const { user, backend, tell } = await mainWindow({ open: false, flow: 'login', picture: null });
    await user.click(screen.getByRole('button', { name: '演示窗口' }));
    expect(backend.asked.at(-1)).toEqual(['openStage', 'login']);
    location.hash = '#verify';
    await user.keyboard('{F8}');
    expect(backend.asked.at(-1)).toEqual(['openStage', 'verify']);
    tell({ open: true, flow: 'verify', picture: null });
    await user.click(await screen.findByRole('button', { name: '演示窗口', pressed: true }));
    expect(backend.asked.at(-1)).toEqual(['closeStage']);
  });
  it('never takes a key of an input method, held down or with another', () => {
    const key = { key: 'F8', repeat: false, isComposing: false, keyCode: 119 };
    const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect(isStageKey({ ...key, ...bare })).toBe(true);
    expect(isStageKey({ ...key, ...bare, isComposing: true })).toBe(false);
    expect(isStageKey({ ...key, ...bare, repeat: true })).toBe(false);
    expect(isStageKey({ ...key, ...bare, ctrlKey: true })).toBe(false);
  });
});
