// `npm pack` in src/sdk gives a package that a customer's project can use: in node, and under tsc.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ui = join(import.meta.dirname, '..');
const sdk = join(ui, 'src/sdk');
const tsc = join(ui, 'node_modules/typescript/bin/tsc');

/** A customer's project, with the package in its node_modules. */
let project: string;
let installed: string;

/** Runs a program and answers its output; a failure shows it. */
function run(program: string, args: string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sdk-package-'));
  run('npm', ['pack', '--offline', '--ignore-scripts=false', '--pack-destination', project], sdk);
  const [tarball] = readdirSync(project);
  installed = join(project, 'node_modules/numberauth-lab-sdk');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(project, tarball ?? ''), '--strip-components=1', '-C', installed], project);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what it needs and nothing else', () => {
    const names = readdirSync(installed, { recursive: true }).map(String);
    expect(names).toContain('README.md');
    expect(names.filter((name) => /\.js$/.test(name))).toEqual(['dist/index.js']);
    expect(names.filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name))).toEqual([]);
  });

  it('has the version of the whole program', () => {
    const version = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    const workspace = /\[workspace\.package\]\s*version = "([^"]+)"/.exec(
      readFileSync(join(ui, '../Cargo.toml'), 'utf8'),
    );
    expect(version(join(installed, 'package.json'))).toBe(workspace?.[1]);
    expect(version(join(ui, 'package.json'))).toBe(workspace?.[1]);
  });

  it('exports the class by name and by default, and answers with what to do before it is connected', () => {
    writeFileSync(
      join(project, 'use.mjs'),
      `import Default, { connect, PhoneServerCustomization } from 'numberauth-lab-sdk';
       if (Default !== PhoneServerCustomization) throw new Error('two classes');
       let refused = '';
       try { connect('nowhere'); } catch (error) { refused = error.message; }
       new Default().getVerifyToken({ callback: (res) => console.log(JSON.stringify({ res, refused })) });`,
    );
    const { res, refused } = JSON.parse(run('node', ['use.mjs'], project)) as {
      res: { code: number; content: { reason: string } };
      refused: string;
    };
    expect(res.code).toBe(600010);
    expect(res.content.reason).toContain("connect('http://127.0.0.1:PORT')");
    expect(refused).toContain('got nowhere');
  });

  const use = `import Default, { connect, PhoneServerCustomization, type PhoneServerResult } from 'numberauth-lab-sdk';
    const network: Promise<'wifi' | 'cellular' | 'unknown'> = connect('http://127.0.0.1:7200', { device: 'd' });
    const server: PhoneServerCustomization = new Default();
    const callback = (res: PhoneServerResult) => (res.code === 600000 ? res.spToken?.length : res.content?.reason);
    server.checkLoginAvailable({ accessToken: 'a', jwtToken: 'j', timeout: 2, callback });
    server.getLoginToken({ mask: '1234', callback });
    export const both = [network, server.getConnection()];`;

  const mistakes = `import Default from 'numberauth-lab-sdk';
    const server = new Default();
    // @ts-expect-error: a number loses its zeros
    server.getLoginToken({ mask: 1234, callback: () => {} });
    // @ts-expect-error: the callback is missing
    server.getVerifyToken({ timeout: 3 });
    // @ts-expect-error: code is a number
    server.getVerifyToken({ callback: (res) => res.code === '600000' });`;

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'has types under module %s and moduleResolution %s',
    (module, moduleResolution) => {
      writeFileSync(join(project, 'use.mts'), use);
      writeFileSync(join(project, 'mistakes.mts'), mistakes);
      const compilerOptions = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, types: [] };
      const config = { compilerOptions, files: ['use.mts', 'mistakes.mts'] };
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
      run('node', [tsc, '-p', project], project);
    },
    60_000,
  );
});
