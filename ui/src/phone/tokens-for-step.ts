import type { Flow } from '../bindings/Flow';
import type { FlowDoors, Tokens } from './doors';
import type { StepArguments, TokenChoice } from './steps';

/** A token that nobody issued: one character in the middle is another one. */
export function forged(token: string): string {
  const middle = Math.floor(token.length / 2);
  return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
}

/** Why there are no tokens: the server's code. */
export class NoTokens extends Error {
  constructor(readonly code: string) {
    super(`no tokens: ${code}`);
  }
}

async function fresh(doors: FlowDoors, flow: Flow): Promise<{ accessToken: string; jwtToken: string }> {
  const reply = await doors.server.getAuthToken(flow).catch(() => null);
  if (reply?.code !== 'OK' || reply.access_token === null || reply.jwt_token === null) {
    throw new NoTokens(!reply || reply.code === 'OK' ? 'Unreachable' : reply.code);
  }
  return { accessToken: reply.access_token, jwtToken: reply.jwt_token };
}

/**
 * The tokens that a check is called with: new ones of the app's server, altered as the tester asked.
 *
 * @throws NoTokens when the server has none to give.
 */
export async function tokensForStep(doors: FlowDoors, flow: Flow, args: StepArguments): Promise<Tokens> {
  const choices: TokenChoice[] = [args.accessToken ?? 'as_is', args.jwtToken ?? 'as_is'];
  const good = choices.some((choice) => choice === 'as_is' || choice === 'forged') ? await fresh(doors, flow) : null;
  if (choices.includes('expired') && !doors.agedTokens) throw new NoTokens('NoAgedTokens');
  const aged = choices.includes('expired') ? await doors.agedTokens?.(flow) : null;

  const pick = (name: keyof Tokens): string | undefined => {
    switch (args[name] ?? 'as_is') {
      case 'missing':
        return undefined;
      case 'expired':
        return aged?.[name];
      case 'forged':
        return good ? forged(good[name]) : undefined;
      default:
        return good?.[name];
    }
  };
  return { accessToken: pick('accessToken'), jwtToken: pick('jwtToken') };
}
