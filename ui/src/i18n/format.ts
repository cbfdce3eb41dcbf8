// Numbers and times in the lab's language.
import { i18n, localeOf, t } from './i18n.svelte';

const cached = new Map<string, Intl.DateTimeFormat>();
const cachedNumbers = new Map<string, Intl.NumberFormat>();

/** Making a format costs a hundred times what using it does, and a row of the log uses two. */
function numbers(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${name} ${i18n.language}`;
  let format = cachedNumbers.get(key);
  if (!format) cachedNumbers.set(key, (format = new Intl.NumberFormat(localeOf(i18n.language), options)));
  return format;
}
function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${i18n.language}`;
  let format = cached.get(key);
  if (!format) cached.set(key, (format = new Intl.DateTimeFormat(localeOf(i18n.language), options)));
  return format;
}

/** 14:03:25.61 */
export function preciseTime(at: string | number): string {
  return formatter('precise', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 2,
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** 14:03:25 */
export function clockTime(at: string | number): string {
  return formatter('clock', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(
    new Date(at),
  );
}

/** A day and a time, as people of the language write it. */
export function dayAndTime(at: string | number): string {
  return formatter('day', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(at));
}

/** The same as short as it can be read beside other things: without year and seconds. */
export function shortDayAndTime(at: string | number): string {
  const options = { day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return formatter('shortDay', { month: i18n.language === 'zh' ? 'numeric' : 'short', ...options }).format(
    new Date(at),
  );
}

/** Milliseconds with as many digits as matter: 0.4, 7.2, 103. */
export function milliseconds(ms: number): string {
  const digits = ms < 10 ? 1 : 0;
  const value = numbers(`digits ${digits}`, { maximumFractionDigits: digits }).format(ms);
  return t('common.ms', { ms: value });
}

/** 310 milliseconds → 0.31 s */
export function seconds(ms: number): string {
  const value = numbers('digits 2', { maximumFractionDigits: 2 }).format(ms / 1_000);
  return t('common.s', { s: value });
}

/** 4560 milliseconds → +4.56 s: as many digits always, so that they stand below each other. */
export function sinceStart(ms: number): string {
  const value = numbers('since', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'always',
  }).format(ms / 1_000);
  return t('common.s', { s: value });
}

/** A、B和C; A, B and C */
export const listed = (items: readonly string[]): string =>
  new Intl.ListFormat(localeOf(i18n.language), { type: 'conjunction' }).format(items);

/** 90061 seconds → 1 天 1 小时 1 分钟 1 秒 */
export function duration(seconds: number): string {
  const parts: string[] = [];
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const rest = Math.floor(seconds % 60);
  if (days) parts.push(t('time.days', { n: days }));
  if (hours) parts.push(t('time.hours', { n: hours }));
  if (minutes) parts.push(t('time.minutes', { n: minutes }));
  if (rest || parts.length === 0) parts.push(t('time.seconds', { n: rest }));
  return parts.join(' ');
}

/** 13800131234 → 138 0013 1234; what is masked stays as it is. */
export const groupedNumber = (number: string): string => number.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');

/** How many, as people of the language write it. */
export const wholeNumber = (count: number): string => new Intl.NumberFormat(localeOf(i18n.language)).format(count);
