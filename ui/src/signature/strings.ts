// Two canonical strings laid side by side: Rust worked them out; here they are only cut into lines to be shown.
import type { SignatureFinding } from '../bindings/SignatureFinding';
import type { SignatureReport } from '../bindings/SignatureReport';

/** What is shown of a signature: redacted as the journal has it, or whole. */
export type Shown = Pick<SignatureFinding, 'scheme' | 'causes' | 'compared' | 'server' | 'client' | 'first_difference'>;

type Strings = SignatureReport['server'];
/** The canonical request (ACS3) or the string to sign (RPC): the one that shows how the request was read. */
const telling = (strings: Strings): string | null => strings && (strings.canonical_request ?? strings.string_to_sign);

/** A whole report as it is shown. */
export function wholeOf(report: SignatureReport): Shown {
  return { ...report, server: telling(report.server), client: telling(report.client) };
}

/** A line of one side: what is the same, what stands where the two first differ, and the rest. */
export type Line = { before: string; mark: string; after: string };

const plain = (text: string): Line => ({ before: text, mark: '', after: '' });

/** One character, or one `%XX`, that begins at or around `at`. */
function markAt(line: string, at: number): Line {
  const escape = [at, at - 1, at - 2].find((start) => start >= 0 && /^%[0-9A-Fa-f]{2}/.test(line.slice(start)));
  const start = escape ?? at;
  const length = escape === undefined ? ([...line.slice(at)][0]?.length ?? 0) : 3;
  return { before: line.slice(0, start), mark: line.slice(start, start + length), after: line.slice(start + length) };
}

/** Both strings line by line; the first difference is marked on both sides, at the line's end too. */
export function sideBySide(server: string, client: string | null): { server: Line[]; client: Line[] } {
  const serverLines = server.split('\n');
  const clientLines = client?.split('\n') ?? [];
  const differing = client === null ? -1 : serverLines.findIndex((line, index) => line !== clientLines[index]);
  const first =
    differing >= 0 ? differing : client !== null && clientLines.length > serverLines.length ? serverLines.length : -1;
  const a = serverLines[first] ?? '';
  const b = clientLines[first] ?? '';
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const marked = (lines: string[]) => lines.map((line, index) => (index === first ? markAt(line, at) : plain(line)));
  return { server: marked(serverLines), client: marked(clientLines) };
}
