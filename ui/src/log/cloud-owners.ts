import type { Owner } from '../bindings/Owner';

/** Who fixes what a code of the cloud tells, likeliest first; the server, where a code is not named. */
const owners: Record<string, Owner[]> = {
  'isv.TOKEN_INVALID': ['user', 'page'],
  'isv.PARAMETERS_MISMATCH': ['user'],
  'isv.MOBILE_NUMBER_ILLEGAL': ['user', 'page'],
  ERROR_MOBILE_OVER_LIMIT: ['user'],
  ServiceUnavailable: ['alibaba'],
};

export const cloudOwners = (code: string): Owner[] => owners[code] ?? ['server'];
