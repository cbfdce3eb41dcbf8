export type SdkCall = 'checkLoginAvailable' | 'getLoginMaskPhone' | 'getLoginToken' | 'checkAuthAvailable' | 'getVerifyToken';
