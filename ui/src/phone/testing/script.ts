// A scripted other side for tests: what the SDK and the server answer next, and what they were asked.
import { configure, type CallName, type Connection, type PhoneServerResult } from '../../sdk/index';
import type { AuthTokenReply } from '../../bindings/AuthTokenReply';
import type { NumberReading } from '../../bindings/NumberReading';
import type { PhoneReply } from '../../bindings/PhoneReply';
import type { VerifyReply } from '../../bindings/VerifyReply';
import type { VerifyDoors } from '../doors';
import { facts, simulation } from './samples';

export type Asked = { call: CallName; options: Record<string, unknown>; instance: string };

const requestId = '00000000-0000-4000-8000-000000000000';
export const ok = (more: Partial<PhoneServerResult> = {}): PhoneServerResult => ({
  code: 600000,
  msg: '成功',
  requestId,
  ...more,
});
export const failed = (code: number, carrierCode?: string): PhoneServerResult => ({
  code,
  msg: '失败',
  requestId,
  ...(carrierCode === undefined ? {} : { content: { code: carrierCode } }),
});
export const maskOf = (vender: 'CM' | 'CU' | 'CT', maskPhone = '138****1234') => ok({ vender, maskPhone });
export const tokenOf = (vender: 'CM' | 'CU' | 'CT', spToken = 'sp-1') => ok({ vender, spToken });
export const phoneReply = (code: string, number: string | null = null): PhoneReply => ({
  code,
  message: code,
  request_id: requestId,
  number,
});

/** Installs itself as the SDK's transport. A call without a scripted answer stays open for ever. */
export class Script {
  asked: Asked[] = [];
  exchanged: string[] = [];
  verified: [string, string][] = [];
  opened: string[] = [];
  connection: Connection = 'cellular';
  simulation = simulation();
  answers: Partial<Record<CallName, (PhoneServerResult | Promise<PhoneServerResult>)[]>> = {};
  authReply: AuthTokenReply = {
    code: 'OK',
    message: 'OK',
    request_id: requestId,
    access_token: 'access-token',
    jwt_token: 'jwt.token.x',
  };
  authCalls = 0;
  phoneReplies: (PhoneReply | Promise<PhoneReply>)[] = [];
  verifyReplies: VerifyReply[] = [];
  readings: Record<string, NumberReading> = {};
  wifiOff: () => Promise<unknown> = async () => {
    this.connection = 'cellular';
  };
  open: (carrier: string) => Promise<unknown> = async (carrier) => this.opened.push(carrier);

  openOwn: (language: string, index: number) => Promise<unknown> = async (language, index) =>
    this.opened.push(`${language} ${index}`);

  constructor() {
    configure({
      call: (instance, _number, call, options) => {
        this.asked.push({ instance, call, options: { ...options } });
        const next = this.answers[call]?.shift();
        return next ? Promise.resolve(next) : new Promise(() => {});
      },
      close: async () => {},
      connection: () => this.connection,
    });
  }

  get calls(): CallName[] {
    return this.asked.map(({ call }) => call);
  }

  doors(): VerifyDoors {
    return {
      server: {
        getAuthToken: async () => {
          this.authCalls += 1;
          return this.authReply;
        },
        getPhoneWithToken: async (spToken) => {
          this.exchanged.push(spToken);
          return this.phoneReplies.shift() ?? Promise.reject({ code: 'Unknown', message: 'not scripted' });
        },
        verifyPhoneWithToken: async (number, spToken) => {
          this.verified.push([number, spToken]);
          return this.verifyReplies.shift() ?? Promise.reject({ code: 'Unknown', message: 'not scripted' });
        },
      },
      timeouts: () => ({
        checkLoginAvailable: 2,
        getLoginMaskPhone: 3,
        getLoginToken: 2,
        checkAuthAvailable: 2,
        getVerifyToken: 3,
      }),
      simulation: () => this.simulation,
      facts: () => facts,
      turnWifiOff: () => this.wifiOff(),
      openAgreement: (carrier) => this.open(carrier),
      openOwnAgreement: (language, index) => this.openOwn(language, index),
      readNumber: async (text) => this.readings[text] ?? { number: null, carrier: null, error: 'length' },
    };
  }
}
