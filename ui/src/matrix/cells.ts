// The matrix's cells by their place, and their sums. What a cell is, Rust says.
import type { Carrier } from '../bindings/Carrier';
import type { CauseLine } from '../bindings/CauseLine';
import type { CellState } from '../bindings/CellState';
import type { MatrixCell } from '../bindings/MatrixCell';
import type { MatrixNetwork } from '../bindings/MatrixNetwork';
import type { SdkCall } from '../bindings/SdkCall';

export const calls: SdkCall[] = [
  'checkLoginAvailable',
  'getLoginMaskPhone',
  'getLoginToken',
  'checkAuthAvailable',
  'getVerifyToken',
];
export const carriers: Carrier[] = ['CM', 'CU', 'CT'];
export const networks: MatrixNetwork[] = ['cellular', 'wifi', 'hotspot', 'unknown'];
export const states: CellState[] = ['observed', 'unexpected', 'impossible', 'not_run'];
export const marks: Record<CellState, string> = { observed: '●', not_run: '○', impossible: '–', unexpected: '✕' };

/** A square of the grid: a code at a call on a carrier, with a cell for each network. */
export type Square = { code: number; call: SdkCall; carrier: Carrier; cells: readonly MatrixCell[] };

/** The grid's rows in the matrix's own order of codes, each with a square for every call and carrier. */
export function rowsOf(cells: readonly MatrixCell[]): { code: number; squares: Square[] }[] {
  const squares = new Map<string, MatrixCell[]>();
  for (const cell of cells) {
    const { code, call, carrier } = cell.key;
    const place = `${code} ${call} ${carrier}`;
    const there = squares.get(place);
    if (there) there.push(cell);
    else squares.set(place, [cell]);
  }
  const codes = [...new Set(cells.map((cell) => cell.key.code))];
  return codes.map((code) => ({
    code,
    squares: calls.flatMap((call) =>
      carriers.map((carrier) => {
        const there = squares.get(`${code} ${call} ${carrier}`) ?? [];
        const sorted = networks.flatMap((network) => there.filter((cell) => cell.key.network === network));
        return { code, call, carrier, cells: sorted };
      }),
    ),
  }));
}

/** How many cells are in each state: the footer. */
export function sumsOf(cells: readonly MatrixCell[]): Record<CellState, number> {
  const sums: Record<CellState, number> = { observed: 0, unexpected: 0, impossible: 0, not_run: 0 };
  for (const cell of cells) sums[cell.state] += 1;
  return sums;
}

/** The causes of a code at a call; one that is the same on several carriers is told once, with all of them. */
export function causesAt(all: readonly CauseLine[], code: number, call: SdkCall): CauseLine[] {
  const found: CauseLine[] = [];
  for (const cause of all.filter((one) => one.code === code && one.call === call)) {
    const same = found.find((one) => one.words.en === cause.words.en && one.networks.join() === cause.networks.join());
    if (same) same.carriers = carriers.filter((one) => same.carriers.includes(one) || cause.carriers.includes(one));
    else found.push({ ...cause });
  }
  return found;
}
