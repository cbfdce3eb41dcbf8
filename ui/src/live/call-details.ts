// What a failed call of the cloud carries beside its code.
import type { Problem } from '../backend/problem';

export type CallDetails = { cloudCode: string | null; requestId: string | null; mayBeBilled: boolean };

export function callDetails(problem: Problem): CallDetails {
  const details = problem.code === 'outside' ? {} : ((problem.details ?? {}) as Record<string, unknown>);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return {
    cloudCode: text(details.cloud_code),
    requestId: text(details.request_id),
    mayBeBilled: details.may_be_billed === true,
  };
}
