import type { Carrier } from '../bindings/Carrier';
import type { Operation } from '../bindings/Operation';
import { carrierOf, codeOf, failed, type Row } from './rows';

/** What the log shows; an empty string lets everything through. */
export type Filters = { failed: boolean; code: string; call: Operation | ''; carrier: Carrier | '' };

export const noFilters: Filters = { failed: false, code: '', call: '', carrier: '' };

export const isFiltered = (filters: Filters): boolean =>
  filters.failed || filters.code !== '' || filters.call !== '' || filters.carrier !== '';

export function passes(filters: Filters, row: Row): boolean {
  return (
    (!filters.failed || failed(row.entry)) &&
    (filters.code === '' || codeOf(row.entry) === filters.code) &&
    (filters.call === '' || row.entry.operation === filters.call) &&
    (filters.carrier === '' || carrierOf(row) === filters.carrier)
  );
}

/** Each value once, in order: the choices of a filter. */
export const choices = <T extends string>(values: Iterable<T>): T[] => [...new Set(values)].sort();
