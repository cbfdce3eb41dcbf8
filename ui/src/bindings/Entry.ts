import type { Outcome } from './Outcome';
import type { Carrier } from './Carrier';
import type { Flow } from './Flow';
import type { Operation } from './Operation';
import type { Party } from './Party';
import type { Message } from './Message';
import type { Content } from './Content';
import type { Hint } from './Hint';

export type Entry = { seq: number; at: string; elapsed_ms: number; call: number | null; flow: Flow | null; from: Party; to: Party; operation: Operation; carrier: Carrier | null; outcome: Outcome; request: Message | null; response: Message | null; content: Content | null; fault: string | null; late: boolean; hint: Hint | null; };
