export type Tries = { wrong_in_a_row: number; limit: number | null; locked_until: string | null };
