// The hops of calls as arrows between lanes: in, what the journal has and what is in flight; out, what is to be drawn and where. Pure.
import type { Entry } from '../bindings/Entry';
import type { HopInFlight } from '../bindings/HopInFlight';
import type { Operation } from '../bindings/Operation';
import type { Party } from '../bindings/Party';
import { codeOf, failed } from '../state/rows';

/** A call as it is drawn: one with a row, or one that is waited for. */
export type DrawnCall = {
  /** The call's own entry; null while it is waited for. */
  entry: Entry | null;
  hops: readonly Entry[];
  flights: readonly HopInFlight[];
  operation: Operation;
};

/** A lane is a party; the carrier stands at both ends of the chain where the cloud asks it. */
export type Lane = Party | 'carrier_of_cloud';

/** What stands at an arrow, to be put into words. */
export type Label =
  | { kind: 'call' | 'carrier' | 'waiting' | 'unanswered'; operation: Operation }
  | { kind: 'path' | 'code'; text: string }
  | { kind: 'reason'; text: string };

/**
 * `ask` and `answer` have a place each; `lost` is an ask that nobody answered while somebody waited, and ends before its lane; `late` is
 * an answer that came when nobody waited any more; `waiting` is an ask whose answer is still waited for.
 */
export type ArrowKind = 'ask' | 'answer' | 'lost' | 'late' | 'waiting';

export type Arrow = {
  key: string;
  kind: ArrowKind;
  from: Lane;
  to: Lane;
  label: Label;
  failed: boolean;
  /** The fault that touched it, as the journal marks it. */
  fault: string | null;
  /** Lines of text below the arrow. */
  notes: number;
  /** Indexes of lanes, and pixels from the top. */
  fromLane: number;
  toLane: number;
  y: number;
};

/** A call's name above its arrows, where there are several calls. */
export type Heading = { key: string; operation: Operation; entry: Entry | null; y: number };

export type Sequence = {
  lanes: readonly Lane[];
  arrows: readonly Arrow[];
  headings: readonly Heading[];
  height: number;
};

const CHAIN: readonly Party[] = ['cloud', 'server', 'page', 'sdk', 'gateway', 'carrier'];
/** Pixels: from one arrow to the next, a line below an arrow, a heading, and the room at both ends. */
const ROW = 27;
const NOTE = 16;
const HEADING = 34;
const END = 10;

type Draft = Omit<Arrow, 'fromLane' | 'toLane' | 'y'>;

/** Where an operation goes over HTTP: the gateway's path, or the cloud's action. */
export function pathOf(operation: Operation): string {
  switch (operation) {
    case 'checkLoginAvailable':
    case 'checkAuthAvailable':
      return '/h5/v1/check';
    case 'getLoginMaskPhone':
      return '/h5/v1/mask';
    case 'getLoginToken':
    case 'getVerifyToken':
      return '/h5/v1/token';
    default:
      return operation;
  }
}

/** The lane of a hop's end: the cloud's carrier is beside the cloud. */
const lane = (party: Party, other: Party): Lane =>
  party === 'carrier' && other === 'cloud' ? 'carrier_of_cloud' : party;

function arrow(
  key: string,
  kind: ArrowKind,
  ends: { from: Party; to: Party },
  label: Label,
  more: Partial<Pick<Draft, 'failed' | 'fault'>> = {},
): Draft {
  const fault = more.fault ?? null;
  return {
    key,
    kind,
    from: lane(ends.from, ends.to),
    to: lane(ends.to, ends.from),
    label,
    failed: more.failed ?? false,
    fault,
    notes: (fault ? 1 : 0) + (kind === 'late' ? 1 : 0),
  };
}

const back = (hop: { from: Party; to: Party }) => ({ from: hop.to, to: hop.from });

function ended(entry: Entry): Label {
  return entry.outcome.kind === 'failed'
    ? { kind: 'reason', text: entry.outcome.reason }
    : { kind: 'code', text: codeOf(entry) };
}

/** One exchange over HTTP, with the carrier's word in it. */
function exchange(wire: Entry, carrier: Entry | undefined, own: Entry | null): { now: Draft[]; late: Draft[] } {
  const path: Label = { kind: 'path', text: pathOf(wire.operation) };
  if (wire.outcome.kind === 'failed') {
    return { now: [arrow(`${wire.seq} lost`, 'lost', wire, path, { failed: true, fault: wire.fault })], late: [] };
  }
  const now = [arrow(`${wire.seq} ask`, 'ask', wire, path)];
  if (carrier) {
    const asked: Label = { kind: 'carrier', operation: carrier.operation };
    const said = { failed: failed(carrier), fault: carrier.fault };
    now.push(
      arrow(`${carrier.seq} ask`, 'ask', carrier, asked),
      arrow(`${carrier.seq} answer`, 'answer', back(carrier), ended(carrier), said),
    );
  }
  // Hops are journalled as they end, so their order is exact where times are not.
  const gaveUp = own !== null && own.seq < wire.seq;
  // A carrier's own fault is told at its arrow.
  const fault = carrier?.fault ? null : wire.fault;
  const answer = arrow(`${wire.seq} answer`, gaveUp ? 'late' : 'answer', back(wire), ended(wire), {
    failed: failed(wire),
    fault,
  });
  return gaveUp ? { now, late: [answer] } : { now: [...now, answer], late: [] };
}

/** Whether the call went out and nothing of it came back. */
const unanswered = (own: Entry): boolean =>
  own.outcome.kind === 'failed' ||
  (own.outcome.kind === 'result' && (own.outcome.code === 600015 || own.outcome.code === 600010));

const sameHop = (a: { from: Party; to: Party; operation: Operation }, b: typeof a): boolean =>
  a.from === b.from && a.to === b.to && a.operation === b.operation;

function arrowsOf({ entry: own, hops, flights, operation }: DrawnCall): Draft[] {
  const drafts: Draft[] = [];
  const late: Draft[] = [];
  const outer = own?.from === 'page' ? own : null;
  const begun = flights.find((hop) => hop.from === 'page');
  if (outer) drafts.push(arrow(`${outer.seq} ask`, 'ask', outer, { kind: 'call', operation }));
  let carrier: Entry | undefined;
  let exchanges = 0;
  let lateReply: Entry | undefined;
  const within: Draft[] = [];
  for (const hop of hops) {
    if (hop.to === 'carrier') carrier = hop;
    else if (hop.late) lateReply = hop;
    else if (hop.from !== 'page') {
      const drawn = exchange(hop, carrier, outer);
      within.push(...drawn.now);
      late.push(...drawn.late);
      carrier = undefined;
      exchanges++;
    }
  }
  const missing = flights.filter((hop) => hop.from !== 'page' && !hops.some((known) => sameHop(known, hop)));
  // Whoever gave up waits no more, though the hop has not ended: of what goes on behind it the caller knows nothing.
  const open = outer
    ? missing
        .slice(0, 1)
        .map((hop) =>
          arrow(`flight ${hop.id}`, 'lost', hop, { kind: 'unanswered', operation: hop.operation }, { failed: true }),
        )
    : missing.map((hop) => arrow(`flight ${hop.id}`, 'waiting', hop, { kind: 'waiting', operation: hop.operation }));
  if (begun && !outer) {
    const kind = within.length + open.length > 0 ? 'ask' : 'waiting';
    drafts.push(arrow(`flight ${begun.id}`, kind, begun, { kind: 'call', operation }));
  }
  drafts.push(...within, ...open);
  if (outer) {
    if (exchanges === 0 && open.length === 0 && unanswered(outer)) {
      const to: Party = outer.to === 'sdk' ? 'gateway' : 'cloud';
      const lost = { from: outer.to, to };
      const path: Label = { kind: 'path', text: pathOf(operation) };
      drafts.push(arrow(`${outer.seq} lost`, 'lost', lost, path, { failed: true, fault: outer.fault }));
    }
    drafts.push(arrow(`${outer.seq} answer`, 'answer', back(outer), ended(outer), { failed: failed(outer) }));
  }
  if (lateReply && late.length === 0) {
    late.push(
      arrow(`${lateReply.seq} late`, 'late', lateReply, ended(lateReply), {
        failed: failed(lateReply),
        fault: lateReply.fault,
      }),
    );
  }
  return [...drafts, ...late];
}

/** Everything that is drawn for these calls, one below the other. */
export function layOut(calls: readonly DrawnCall[]): Sequence {
  const drafts = calls.map(arrowsOf);
  const uses = (name: Lane) => drafts.some((some) => some.some((one) => one.from === name || one.to === name));
  const lanes: Lane[] = uses('carrier_of_cloud') ? ['carrier_of_cloud', ...CHAIN] : [...CHAIN];
  const headings: Heading[] = [];
  const arrows: Arrow[] = [];
  let y = END;
  calls.forEach((call, index) => {
    if (calls.length > 1) {
      y += HEADING;
      const key = String(call.entry?.seq ?? `flight ${call.flights[0]?.id}`);
      headings.push({ key, operation: call.operation, entry: call.entry, y: y - HEADING / 2 });
    }
    for (const draft of drafts[index] ?? []) {
      y += ROW;
      arrows.push({ ...draft, fromLane: lanes.indexOf(draft.from), toLane: lanes.indexOf(draft.to), y });
      y += draft.notes * NOTE;
    }
  });
  return { lanes, arrows, headings, height: y + END };
}
