// The desktop shell shows no words of its own either: what it shows comes to it from the messages, or is our name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The desktop shell: what it shows by itself is a window's title, a dialog, a menu. */
const shell = join(import.meta.dirname, '../../../src-tauri/src');
const rust = Object.fromEntries(
  readdirSync(shell, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.rs'))
    .map((path) => [path, readFileSync(join(shell, path), 'utf8')]),
);
const SHOWN_BY_RUST =
  /(?:\.(?:set_)?(?:title|text|body|label|tooltip|message|add_filter)\(\s*|(?:MenuItem|Submenu)(?:Builder)?::new\(\s*(?:\w+,\s*)?|(?:MenuItem|Submenu)::with_id\(\s*\w+,\s*[^,]+,\s*)"([^"]*)"/g;
/** The program's name, with the mark that says in both languages at once what it is. */
const ourName = /^NumberAuth Lab( · 演示 STAGE)?( — (模拟 SIMULATION|真实 LIVE))?$/;
/** What a person types to open the Live window is compared in both languages; the window shows it from the messages. */
const typedWord = '真实';
const withoutTests = (source: string) => source.replace(/\/\/.*/g, '').replace(/#\[cfg\(test\)\][\s\S]*$/, '');

describe('the program itself', () => {
  it('shows no words of its own but the name and SIMULATION: its menus and dialogs are said by the messages', () => {
    expect(Object.keys(rust).length).toBeGreaterThan(20);
    const found = Object.entries(rust).flatMap(([path, source]) => {
      const shown = withoutTests(source);
      const given = [...shown.matchAll(SHOWN_BY_RUST)].map((match) => match[1] ?? '');
      const chinese = [...shown.matchAll(/"([^"\n]*[\u3400-\u9fff][^"\n]*)"/g)].map((match) => match[1] ?? '');
      return [...given, ...chinese]
        .filter((text) => /\p{L}/u.test(text) && !ourName.test(text) && text !== typedWord)
        .map((text) => `${path}: ${text}`);
    });
    expect(found).toEqual([]);
  });
  it('would be caught at it', () => {
    expect(
      [
        ...'dialog.set_title("Save as").add_filter("Reports", &["json"]); MenuItem::with_id(app, "about", "About", true)'.matchAll(
          SHOWN_BY_RUST,
        ),
      ].map((match) => match[1]),
    ).toEqual(['Save as', 'Reports', 'About']);
  });
});
