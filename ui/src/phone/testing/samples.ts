// What the program would tell the page, for tests: shapes and texts as in src-tauri/crates/protocol/data.
import type { Carrier } from '../../bindings/Carrier';
import type { CarrierFacts } from '../../bindings/CarrierFacts';
import type { CarrierRules } from '../../bindings/CarrierRules';
import type { Facts } from '../../bindings/Facts';
import type { Simulation } from '../../bindings/Simulation';

const lockout = { wrong_entries: 3, seconds: 86_400 };

function carrier(
  carrier: Carrier,
  zh: string,
  en: string,
  agreement: string,
  url: string,
  slogan: string,
): CarrierFacts {
  return {
    carrier,
    name: { zh, en },
    short_name: { zh: zh.slice(2), en: en.slice(6) },
    agreement: { name: `《${agreement}》`, gloss: `${en} authentication terms`, url },
    slogan,
    slogan_gloss: `Authentication by ${en}`,
    prefixes: [],
  };
}

function rules(
  carrier: Carrier,
  minutes: number,
  lockout: CarrierRules['lockout'],
  comparedAt: CarrierRules['digits_compared_at'],
): CarrierRules {
  return {
    carrier,
    sp_token_seconds: minutes * 60,
    lockout,
    digits_compared_at: comparedAt,
    verify_quota: carrier === 'CM' ? { limit: 10, window_seconds: 86_400 } : null,
    checked_on: '2026-11-22',
  };
}

export const facts: Facts = {
  version: '0.1.0',
  carriers: [
    carrier(
      'CM',
      '中国移动',
      'China Mobile',
      '中国移动认证服务条款',
      'https://wap.cmpassport.com/resources/html/contract.html',
      '中国移动提供认证服务',
    ),
    carrier(
      'CU',
      '中国联通',
      'China Unicom',
      '中国联通认证服务条款',
      'https://hs.wosms.cn/protocol/protocol.html',
      '中国联通提供认证服务',
    ),
    carrier(
      'CT',
      '中国电信',
      'China Telecom',
      '中国电信天翼账号服务条款',
      'https://e.189.cn/sdk/agreement/detail.do?hidetop=true',
      '天翼账号提供认证服务',
    ),
  ],
  rules: [rules('CM', 2, lockout, 'token'), rules('CU', 30, null, 'exchange'), rules('CT', 10, lockout, 'exchange')],
  dictionary: { source: { zh: '', en: '' }, codes: [], sibling_only: [] },
  access_token_seconds: 600,
  jwt_token_seconds: 3600,
};

export function simulation(changes: Partial<Simulation> = {}): Simulation {
  return {
    revision: 1,
    base_url: 'http://127.0.0.1:41873',
    listening: true,
    device: {
      carrier: 'CM',
      number: '13800131234',
      network: 'cellular',
      hotspot_owner: { carrier: 'CM', masked: '186****5678' },
    },
    connection: 'cellular',
    path: { carrier: 'CM', shown: '13800131234', own: true },
    credentials: 'good',
    fault: null,
    now: '2026-11-22T09:00:00Z',
    shift_seconds: 0,
    tries: { wrong_in_a_row: 0, limit: 3, locked_until: null },
    verify_quota: { used: 0, limit: 10 },
    ...changes,
  };
}
