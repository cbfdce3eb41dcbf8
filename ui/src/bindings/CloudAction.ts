export type CloudAction = 'GetAuthToken' | 'GetPhoneWithToken' | 'VerifyPhoneWithToken';
