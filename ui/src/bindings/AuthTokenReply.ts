export type AuthTokenReply = { code: string; message: string; request_id: string | null; access_token: string | null; jwt_token: string | null };
