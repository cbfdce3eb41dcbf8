// What the customer's app may reach: its server, its settings, what it knows of the simulation.
import type { Backend } from '../backend/backend';
import type { Facts } from '../bindings/Facts';
import type { Settings } from '../bindings/Settings';
import type { Simulation } from '../bindings/Simulation';
import type { VerifyDoors } from '../phone/doors';

/** The page that the app runs in, whichever window it is. */
export interface Page {
  readonly backend: Pick<
    Backend,
    | 'getAuthToken'
    | 'getAgedAuthToken'
    | 'getPhoneWithToken'
    | 'verifyPhoneWithToken'
    | 'openAgreement'
    | 'openOwnAgreement'
    | 'readNumber'
  >;
  readonly simulation: Simulation | null;
  readonly settings: Settings | null;
  readonly facts: Facts | null;
  /** Puts the device on cellular data; the page knows it when this resolves. Rejects with why not. */
  turnWifiOff(): Promise<void>;
}

function told<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is not known before the snapshot`);
  return value;
}

export function flowDoors(page: Page): VerifyDoors {
  const { backend } = page;
  const simulation = () => told(page.simulation, 'simulation');
  return {
    server: {
      getAuthToken: (flow) => backend.getAuthToken(flow),
      getPhoneWithToken: (spToken) => backend.getPhoneWithToken(spToken),
      verifyPhoneWithToken: (phoneNumber, spToken) => backend.verifyPhoneWithToken(phoneNumber, spToken),
    },
    timeouts: () => ({ ...told(page.settings, 'settings').timeouts, ...simulation().scenario?.timeouts }),
    simulation,
    facts: () => told(page.facts, 'facts'),
    turnWifiOff: () => page.turnWifiOff(),
    openAgreement: (carrier) => backend.openAgreement(carrier),
    openOwnAgreement: (language, index) => backend.openOwnAgreement(language, index),
    readNumber: (text) => backend.readNumber(text),
    async agedTokens(flow) {
      const reply = await backend.getAgedAuthToken(flow);
      return { accessToken: reply.access_token ?? undefined, jwtToken: reply.jwt_token ?? undefined };
    },
  };
}
