export type VerifyReply = { code: string; message: string; request_id: string | null; result: 'PASS' | 'REJECT' | 'UNKNOWN' | null };
