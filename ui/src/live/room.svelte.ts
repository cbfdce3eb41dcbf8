// The Live window's picture of the program: profiles, where their secrets are, the count of billable calls, the journal.
// It asks and shows; Rust decides. No secret and no whole token stays here.
import { getContext, setContext } from 'svelte';
import { asProblem, type Problem } from '../backend/problem';
import type { Entry } from '../bindings/Entry';
import type { Finding } from '../bindings/Finding';
import type { Keep } from '../bindings/Keep';
import type { KeychainState } from '../bindings/KeychainState';
import type { LiveNotice } from '../bindings/LiveNotice';
import type { LiveProfileView } from '../bindings/LiveProfileView';
import type { LiveSnapshot } from '../bindings/LiveSnapshot';
import type { OnlineChecks } from '../bindings/OnlineChecks';
import type { ProfileDraft } from '../bindings/ProfileDraft';
import type { Spend } from '../bindings/Spend';
import type { LiveBackend } from './backend';

/** What one call of the cloud came to, for the form that made it. */
export type Ended<T> = { answer: T } | { problem: Problem };

export class LiveRoom {
  status = $state<'opening' | 'ready' | 'closed'>('opening');
  /** Why the desk could not be opened. */
  problem = $state.raw<Problem | null>(null);
  profiles = $state.raw<readonly LiveProfileView[]>([]);
  keychain = $state.raw<KeychainState>({ kind: 'available' });
  spend = $state.raw<Spend>({ used: 0, maybe: 0, limit: 0 });
  notices = $state.raw<readonly LiveNotice[]>([]);
  entries = $state.raw<readonly Entry[]>([]);
  chosenName = $state<string | null>(null);
  /** What the doctor found last, and about whom; it stays while one looks elsewhere, until a profile or secret changes. */
  examined = $state.raw<{ about: string | null; findings: readonly Finding[] } | null>(null);

  chosen = $derived(this.profiles.find((profile) => profile.draft.name === this.chosenName) ?? null);
  atLimit = $derived(this.spend.used >= this.spend.limit);

  #lastSeq = 0;

  constructor(readonly backend: LiveBackend) {}

  async open(): Promise<void> {
    this.status = 'opening';
    try {
      const snapshot = await this.backend.snapshot();
      this.#take(snapshot);
      this.notices = snapshot.notices;
      await this.#readEntries();
      this.status = 'ready';
    } catch (error) {
      this.problem = asProblem(error);
      this.status = 'closed';
    }
  }

  async saveProfile(draft: ProfileDraft, replaced: string | null): Promise<void> {
    const { draft: saved } = await this.backend.saveProfile(draft, replaced);
    this.#take(await this.backend.snapshot());
    this.chosenName = saved.name;
  }

  async deleteProfile(name: string): Promise<void> {
    await this.backend.deleteProfile(name);
    this.#take(await this.backend.snapshot());
  }

  async putSecret(name: string, secret: string, stsToken: string | null, keep: Keep): Promise<void> {
    await this.backend.putSecret(name, secret, stsToken, keep);
    this.#take(await this.backend.snapshot());
  }

  async forgetSecret(name: string): Promise<void> {
    await this.backend.forgetSecret(name);
    this.#take(await this.backend.snapshot());
  }

  async unlockKeychain(): Promise<void> {
    await this.backend.unlockKeychain();
    this.#take(await this.backend.snapshot());
  }

  async setLimit(limit: number): Promise<void> {
    this.spend = await this.backend.setLimit(limit);
  }

  /** Makes a call of the cloud; afterwards the count and the journal are those after it, however it ended. */
  async call<T>(make: (name: string) => Promise<T>): Promise<Ended<T> | null> {
    const name = this.chosenName;
    if (name === null) return null;
    let ended: Ended<T>;
    try {
      ended = { answer: await make(name) };
    } catch (error) {
      ended = { problem: asProblem(error) };
    }
    try {
      this.spend = await this.backend.spend();
      await this.#readEntries();
    } catch (error) {
      if ('answer' in ended) return ended;
      return { problem: asProblem(error) };
    }
    return ended;
  }

  async clearEntries(): Promise<void> {
    await this.backend.clearEntries();
    this.entries = [];
  }

  /** Looks for what usually goes wrong with the chosen profile, or with this machine alone. */
  async examine(online: OnlineChecks): Promise<void> {
    const about = this.chosenName;
    this.examined = null;
    this.examined = { about, findings: await this.backend.doctor(about, about === null ? 'none' : online) };
    await this.#readEntries();
  }

  #take(snapshot: LiveSnapshot): void {
    this.examined = null;
    this.profiles = snapshot.profiles;
    this.keychain = snapshot.keychain;
    this.spend = snapshot.spend;
    if (!this.chosen) this.chosenName = snapshot.profiles[0]?.draft.name ?? null;
  }

  async #readEntries(): Promise<void> {
    const fresh = (await this.backend.entries(this.#lastSeq)).filter((entry) => entry.seq > this.#lastSeq);
    if (fresh.length === 0) return;
    this.#lastSeq = fresh.at(-1)?.seq ?? this.#lastSeq;
    this.entries = [...this.entries, ...fresh];
  }
}

/** Where components find the room; tests put one there themselves. */
export const roomKey = Symbol('live room');
export const provideRoom = (room: LiveRoom): LiveRoom => setContext(roomKey, room);
export const useRoom = (): LiveRoom => getContext<LiveRoom>(roomKey);
