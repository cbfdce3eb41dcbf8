import { describe, expect, it } from 'vitest';
import { clauses, compounds } from './phrases';

describe('a sentence', () => {
  it.each([
    ['还没有取到号码，不能打开授权页。请先取掩码。', ['还没有取到号码，', '不能打开授权页。', '请先取掩码。']],
    ['没有成功！', ['没有成功！']],
    ['（先取掩码。）再试。', ['（先取掩码。）', '再试。']],
    ['Log in, without a text message.', ['Log in, without a text message.']],
    ['', []],
  ])('may end a line after its clauses: %s', (text, expected) => {
    expect(clauses(text)).toEqual(expected);
  });
  it.each(['，先有标点', '请关闭 Wi-Fi 后重试。', '一；二', '？！'])('loses nothing: %s', (text) => {
    expect(clauses(text).flatMap(compounds).join('')).toBe(text);
  });
  it('keeps a compound whole', () => {
    expect(compounds('One-tap login needs no Wi-Fi - really')).toEqual([
      '',
      'One-tap',
      ' login needs no ',
      'Wi-Fi',
      ' - really',
    ]);
  });
});
