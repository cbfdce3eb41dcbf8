// The ways to a code, as a person chooses among them. What they are and where they are found, Rust says.
import type { Carrier } from '../bindings/Carrier';
import type { CauseLine } from '../bindings/CauseLine';
import type { MatrixNetwork } from '../bindings/MatrixNetwork';
import type { SdkCall } from '../bindings/SdkCall';
import type { Words } from '../bindings/Words';
import { carriers, networks } from '../matrix/cells';

/** A place where a way is found: the scenario there, and its cause's number. */
export type Place = { carrier: Carrier; network: MatrixNetwork; case: string; cause: number };
/** A cause of the code at a call; the same one of several carriers is one way. */
export type Way = { call: SdkCall; words: Words; places: readonly Place[] };

export function waysTo(causes: readonly CauseLine[], code: number): Way[] {
  const ways: (Way & { places: Place[] })[] = [];
  for (const line of causes.filter((one) => one.code === code)) {
    const places = line.places.map((place) => ({ ...place, cause: line.number }));
    const same = ways.find((way) => way.call === line.call && way.words.en === line.words.en);
    if (same) same.places.push(...places);
    else ways.push({ call: line.call, words: line.words, places });
  }
  return ways;
}

export const carriersOf = (way: Way): Carrier[] =>
  carriers.filter((carrier) => way.places.some((place) => place.carrier === carrier));

export const networksOf = (way: Way, carrier: Carrier): MatrixNetwork[] =>
  networks.filter((network) => way.places.some((place) => place.carrier === carrier && place.network === network));

/** The place that was asked for; else one as near to it as the way has. */
export function placeOf(way: Way, carrier: Carrier, network: MatrixNetwork): Place | undefined {
  const there = way.places.filter((place) => place.carrier === carrier);
  return there.find((place) => place.network === network) ?? there[0] ?? way.places[0];
}
