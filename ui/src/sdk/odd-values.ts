// JSON turns NaN and Infinity into null, drops undefined and functions, and throws at a BigInt or a cycle. A caller's slip must
// arrive as what it was, so that the other side can judge it: such a value travels as {"invalid": "what it was"}.

/** JSON parsers stop at some depth (serde_json at 128); no legal value is an object at all. */
const MAX_DEPTH = 64;

export type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };

const invalid = (what: string): Wire => ({ invalid: what });

/** A lone half of a surrogate pair: legal in a JavaScript string, in no Unicode text. */
const loneSurrogate = /\p{Surrogate}/u;

function depth(value: Wire): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce<number>((deepest, part) => Math.max(deepest, depth(part)), 0);
}

function objectToWire(value: object): Wire {
  try {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) return invalid('object without JSON');
    // JSON.stringify writes a lone surrogate as an escape, which strict parsers refuse.
    if (/\\ud[89a-f]/i.test(text)) return invalid('object with a lone surrogate');
    const plain = JSON.parse(text) as Wire;
    return depth(plain) > MAX_DEPTH ? invalid('object nested too deep') : plain;
  } catch {
    // A cycle, a BigInt inside, a getter or a toJSON that throws, a revoked proxy: all of them have no JSON.
    return invalid('object that JSON cannot carry');
  }
}

/** A caller's value as it travels. `undefined` never comes here: an absent option is absent. */
export function toWire(value: unknown): Wire {
  switch (typeof value) {
    case 'string':
      return loneSurrogate.test(value) ? invalid('string with a lone surrogate') : value;
    case 'number':
      return Number.isFinite(value) ? value : invalid(String(value));
    case 'boolean':
      return value;
    case 'bigint':
      return invalid('BigInt');
    case 'function':
      return invalid('function');
    case 'symbol':
      return invalid('symbol');
    default:
      return value === null ? null : objectToWire(value as object);
  }
}

/** The known options of a call as they travel; unknown ones stay at home. Each is read once, and reading may fail. */
export function optionsToWire(options: object): Record<string, Wire> {
  const sent: Record<string, Wire> = {};
  for (const name of ['accessToken', 'jwtToken', 'timeout', 'mask'] as const) {
    try {
      const value: unknown = (options as Record<string, unknown>)[name];
      if (value !== undefined) sent[name] = toWire(value);
    } catch {
      sent[name] = invalid('property that throws when read');
    }
  }
  return sent;
}
