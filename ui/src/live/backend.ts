import type { Appearance } from '../bindings/Appearance';
import type { Entry } from '../bindings/Entry';
import type { Finding } from '../bindings/Finding';
import type { Flow } from '../bindings/Flow';
import type { Keep } from '../bindings/Keep';
import type { KeychainState } from '../bindings/KeychainState';
import type { LivePhone } from '../bindings/LivePhone';
import type { LiveProfileView } from '../bindings/LiveProfileView';
import type { LiveSnapshot } from '../bindings/LiveSnapshot';
import type { LiveTokens } from '../bindings/LiveTokens';
import type { LiveVerdict } from '../bindings/LiveVerdict';
import type { OnlineChecks } from '../bindings/OnlineChecks';
import type { ProfileDraft } from '../bindings/ProfileDraft';
import type { SecretPlace } from '../bindings/SecretPlace';
import type { Spend } from '../bindings/Spend';
import type { TokenKind } from '../bindings/TokenKind';

/** The program behind the Live window. Every promise rejects with a `Problem` and nothing else. */
export interface LiveBackend {
  /** Language and theme, at once and at each change: they are the main window's settings. */
  followAppearance(onAppearance: (appearance: Appearance) => void): Promise<void>;
  snapshot(): Promise<LiveSnapshot>;
  /** A new profile, or one in the place of `replaced`. */
  saveProfile(draft: ProfileDraft, replaced: string | null): Promise<LiveProfileView>;
  deleteProfile(name: string): Promise<void>;
  /** The system asks the person. */
  unlockKeychain(): Promise<KeychainState>;
  putSecret(name: string, secret: string, stsToken: string | null, keep: Keep): Promise<SecretPlace>;
  forgetSecret(name: string): Promise<void>;
  getAuthToken(name: string, flow: Flow): Promise<LiveTokens>;
  /** May be billed. */
  getPhoneWithToken(name: string, spToken: string): Promise<LivePhone>;
  /** May be billed. */
  verifyPhoneWithToken(name: string, phoneNumber: string, spToken: string): Promise<LiveVerdict>;
  /** Whole, for a copy on purpose. */
  revealToken(kind: TokenKind): Promise<string>;
  /** Whole, for a copy on purpose. */
  revealNumber(): Promise<string>;
  spend(): Promise<Spend>;
  setLimit(limit: number): Promise<Spend>;
  /** Never billed. */
  doctor(name: string | null, online: OnlineChecks): Promise<Finding[]>;
  /** The journal's entries with a `seq` above `after`. */
  entries(after: number): Promise<Entry[]>;
  clearEntries(): Promise<void>;
}
