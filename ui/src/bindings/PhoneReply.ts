export type PhoneReply = { code: string; message: string; request_id: string | null; number: string | null };
