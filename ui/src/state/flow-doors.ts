// What the customer's app may reach: its server, its settings, what it knows of the simulation.
import type { VerifyDoors } from '../phone/doors';
import type { Lab } from './lab.svelte';

function told<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is not known before the snapshot`);
  return value;
}

export function flowDoors(lab: Lab): VerifyDoors {
  const { backend } = lab;
  const simulation = () => told(lab.simulation, 'simulation');
  return {
    server: {
      getAuthToken: (flow) => backend.getAuthToken(flow),
      getPhoneWithToken: (spToken) => backend.getPhoneWithToken(spToken),
      verifyPhoneWithToken: (phoneNumber, spToken) => backend.verifyPhoneWithToken(phoneNumber, spToken),
    },
    timeouts: () => ({ ...told(lab.settings, 'settings').timeouts, ...simulation().scenario?.timeouts }),
    simulation,
    facts: () => told(lab.facts, 'facts'),
    async turnWifiOff() {
      if (!(await lab.setDevice({ carrier: simulation().device.carrier, network: 'cellular' }))) throw lab.problem;
    },
    openAgreement: (carrier) => backend.openAgreement(carrier),
    openOwnAgreement: (language, index) => backend.openOwnAgreement(language, index),
    readNumber: (text) => backend.readNumber(text),
    async agedTokens(flow) {
      // The server's credentials are `expired` for this one answer only.
      const before = simulation().credentials;
      await lab.setCredentials('expired');
      try {
        const reply = await backend.getAuthToken(flow);
        return { accessToken: reply.access_token ?? undefined, jwtToken: reply.jwt_token ?? undefined };
      } finally {
        await lab.setCredentials(before);
      }
    },
  };
}
