import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { draft, FakeLiveBackend, profile, snapshot } from './samples';
import { openLive } from './window';

const secretField = () => screen.getByLabelText<HTMLInputElement>('粘贴 AccessKey Secret');

describe('profiles', () => {
  it('begin empty, and say what one is', async () => {
    await openLive(new FakeLiveBackend(snapshot({ profiles: [] })));
    expect(screen.getByText(/还没有档案/)).toBeVisible();
    expect(screen.getByText(/先新建一个档案/)).toBeVisible();
    expect(screen.queryByRole('button', { name: '取 token' })).toBeNull();
  });

  it('are made with what was typed, the default host left out', async () => {
    const backend = new FakeLiveBackend(snapshot({ profiles: [] }));
    const { user } = await openLive(backend);
    await user.click(screen.getByRole('button', { name: '新建档案' }));
    await user.type(screen.getByLabelText('名称'), 'staging');
    await user.type(screen.getByLabelText('AccessKey ID'), 'LTAI5tExample');
    await user.type(screen.getByLabelText('方案号'), 'FC1');
    await user.type(screen.getByLabelText('页面地址（Url）'), 'https://www.example.com/');
    await user.type(screen.getByLabelText('来源（Origin）'), 'https://www.example.com');
    backend.now = snapshot();
    await user.click(screen.getByRole('button', { name: '保存' }));
    expect(backend.calls).toEqual([['saveProfile', draft(), null]]);
    expect(await screen.findByText('dypnsapi.aliyuncs.com')).toBeVisible();
    expect(screen.queryByLabelText('名称')).toBeNull();
  });

  it('tell beside the field what is wrong with it, and go there', async () => {
    const backend = new FakeLiveBackend(snapshot({ profiles: [] }));
    backend.answers.saveProfile = () => {
      throw {
        code: 'invalid_profile',
        message: 'endpoint: has a scheme in it',
        details: { field: 'endpoint', problem: { kind: 'scheme' } },
      };
    };
    const { user } = await openLive(backend);
    await user.click(screen.getByRole('button', { name: '新建档案' }));
    await user.type(screen.getByLabelText('主机（endpoint）'), 'https://dypnsapi.aliyuncs.com');
    await user.click(screen.getByRole('button', { name: '保存' }));
    const field = screen.getByLabelText('主机（endpoint）');
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription('不要 https://，只填主机名');
    backend.answers.saveProfile = () => {
      throw { code: 'name_taken', message: 'another profile has that name' };
    };
    await user.click(screen.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(screen.getByLabelText('名称')).toHaveAccessibleDescription('已有同名的档案'));
  });

  it('are changed under their old name', async () => {
    const { user, backend } = await openLive();
    await user.click(screen.getByRole('button', { name: '修改' }));
    await user.type(screen.getByLabelText('名称'), ' 2');
    await user.click(screen.getByRole('button', { name: '保存' }));
    expect(backend.calls).toEqual([['saveProfile', draft({ name: 'staging 2' }), 'staging']]);
  });

  it('are deleted only after a second press, which begins on keeping', async () => {
    const { user, backend } = await openLive();
    await user.click(screen.getByRole('button', { name: '删除' }));
    await waitFor(() => expect(screen.getByRole('button', { name: '留着' })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(backend.calls).toEqual([]);
    await user.click(screen.getByRole('button', { name: '删除' }));
    backend.now = snapshot({ profiles: [] });
    await user.click(screen.getByRole('button', { name: '确认删除' }));
    expect(backend.calls).toEqual([['deleteProfile', 'staging']]);
    expect(await screen.findByText(/还没有档案/)).toBeVisible();
  });

  it('show a host that is not the real one', async () => {
    await openLive(
      new FakeLiveBackend(
        snapshot({ profiles: [profile({ endpoint: 'localhost:8443', endpoint_is_default: false })] }),
      ),
    );
    expect(screen.getByText('不是默认主机：localhost:8443')).toBeVisible();
  });

  it('that were set aside are told', async () => {
    const notices = [{ kind: 'profiles_set_aside' as const, file: 'live-profiles.broken-1.json', kept: 2 }];
    await openLive(new FakeLiveBackend(snapshot({ notices })));
    expect(screen.getByText(/live-profiles\.broken-1\.json；其中 2 个/)).toBeVisible();
  });
});

describe('the secret', () => {
  const missing = (change = {}) => snapshot({ profiles: [profile({ secret: { kind: 'missing' } })], ...change });

  it('goes to the keychain and leaves the page', async () => {
    const backend = new FakeLiveBackend(missing());
    const { user } = await openLive(backend);
    expect(screen.getByText('还没有。')).toBeVisible();
    expect(secretField().type).toBe('password');
    expect(secretField().autocomplete).toBe('off');
    await user.type(secretField(), 'planted secret ');
    backend.now = snapshot({ profiles: [profile({ secret: { kind: 'keychain' } })] });
    await user.click(screen.getByRole('button', { name: '保存密钥' }));
    expect(backend.calls).toEqual([['putSecret', 'staging', 'planted secret ', null, 'keychain']]);
    expect(await screen.findByText('在系统钥匙串里。')).toBeVisible();
    expect(document.documentElement.outerHTML).not.toContain('planted');
    expect([...document.querySelectorAll('input')].some((input) => input.value.includes('planted'))).toBe(false);
  });

  it('is kept for this run where there is no keychain, which is nothing unusual', async () => {
    const backend = new FakeLiveBackend(missing({ keychain: { kind: 'absent', reason: 'no bus' } }));
    const { user } = await openLive(backend);
    expect(screen.getByText(/没有可用的钥匙串/)).toBeVisible();
    expect(screen.queryByRole('alert', { name: /钥匙串/ })).toBeNull();
    expect(screen.queryByRole('radio', { name: '系统钥匙串' })).toBeNull();
    await user.type(secretField(), 's');
    await user.click(screen.getByRole('button', { name: '保存密钥' }));
    expect(backend.calls).toEqual([['putSecret', 'staging', 's', null, 'this_run']]);
  });

  it('that is locked away is not “none”: it can be unlocked', async () => {
    const backend = new FakeLiveBackend(
      snapshot({ keychain: { kind: 'locked' }, profiles: [profile({ secret: { kind: 'locked' } })] }),
    );
    const { user } = await openLive(backend);
    expect(screen.getByText(/钥匙串锁着：里面有没有，现在不知道/)).toBeVisible();
    expect(screen.queryByText('还没有。')).toBeNull();
    expect(screen.queryByText(/还没有密钥/)).toBeNull();
    backend.now = snapshot({ profiles: [profile({ secret: { kind: 'keychain' } })] });
    await user.click(screen.getByRole('button', { name: '解锁钥匙串' }));
    expect(await screen.findByText('在系统钥匙串里。')).toBeVisible();
  });

  it('that was refused is not left in the page', async () => {
    const backend = new FakeLiveBackend(missing());
    backend.answers.putSecret = () => {
      throw { code: 'keychain_locked', message: 'the keychain is locked' };
    };
    const { user } = await openLive(backend);
    await user.type(secretField(), 'planted');
    await user.click(screen.getByRole('button', { name: '保存密钥' }));
    expect(await screen.findByText(/钥匙串锁着：请解锁/)).toBeVisible();
    expect(secretField()).toHaveValue('');
  });

  it('of STS comes with a token, for this run only', async () => {
    const sts = profile({ draft: draft({ sts: true }), secret: { kind: 'missing' } });
    const backend = new FakeLiveBackend(snapshot({ profiles: [sts] }));
    const { user } = await openLive(backend);
    await user.type(secretField(), 's');
    await user.type(screen.getByLabelText('粘贴 SecurityToken'), 't');
    await user.click(screen.getByRole('button', { name: '保存密钥' }));
    expect(backend.calls).toEqual([['putSecret', 'staging', 's', 't', 'this_run']]);
  });

  it('is replaced or forgotten', async () => {
    const { user, backend } = await openLive();
    const panel = within(screen.getByRole('region', { name: 'AccessKey Secret' }));
    await user.click(panel.getByRole('button', { name: '更换' }));
    expect(secretField()).toBeVisible();
    await user.click(panel.getByRole('button', { name: '取消' }));
    await user.click(panel.getByRole('button', { name: '忘掉' }));
    expect(backend.calls).toEqual([['forgetSecret', 'staging']]);
  });
});
