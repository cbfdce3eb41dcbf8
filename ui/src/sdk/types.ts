// What the SDK takes and answers. The names of the methods and options are those of the seed
// (aliyun_numberauth_customization_web 9.1.7); the fields of a result beside `code` are ours.

/** The five calls that are answered through a callback. */
export type CallName =
  'checkLoginAvailable' | 'getLoginMaskPhone' | 'getLoginToken' | 'checkAuthAvailable' | 'getVerifyToken';

/** The kind of network that the device is on, as far as a page can tell. */
export type Connection = 'wifi' | 'cellular' | 'unknown';

/** China Mobile, China Unicom, China Telecom. */
export type Vender = 'CM' | 'CU' | 'CT';

/** What the carrier or the transport said about a failure. */
export interface FailureContent {
  /** The carrier's own code, such as `104012`. */
  code?: string;
  msg?: string;
  /** Why, when there is no carrier's code: `superseded`, or what the transport reported. */
  reason?: string;
}

/** What every callback gets. Only {@link PhoneServerResult.code} says whether the call succeeded. */
export interface PhoneServerResult {
  /**
   * 600000 is success. A number, never a string: compare with `===` to a number.
   *
   * 600004 scheme does not exist · 600010 unknown exception · 600011 no token · 600012 no mask · 600013 ask for the mask
   * after a successful check · 600014 no mask yet · 600015 timeout · 600025 identity check failed · 600028 bad arguments
   */
  code: number;
  /** The code's meaning, in Chinese. */
  msg: string;
  /** A UUID. Quote it when you ask about a call. */
  requestId: string;
  /** `138****1234`; only from a successful getLoginMaskPhone. */
  maskPhone?: string;
  /** The carrier that served the call; only with a mask or a token. */
  vender?: Vender;
  /** For your server: GetPhoneWithToken or VerifyPhoneWithToken. Single use. Only from a successful token call. */
  spToken?: string;
  /** Only with a failure. */
  content?: FailureContent;
}

/** Called exactly once for each call. An exception that it throws is reported as uncaught. */
export type Callback = (res: PhoneServerResult) => void;

export interface CallOptions {
  /** Seconds, not milliseconds; more than 0. Left out: the call's default (2 or 3 seconds). */
  timeout?: number;
  callback: Callback;
}

export interface CheckOptions extends CallOptions {
  /** From the server's GetAuthToken. Lives 10 minutes. */
  accessToken: string;
  /** From the server's GetAuthToken. Lives 1 hour. */
  jwtToken: string;
}

export interface LoginTokenOptions extends CallOptions {
  /** The four hidden digits that the user typed: a string of four ASCII digits, never a number. */
  mask: string;
}
