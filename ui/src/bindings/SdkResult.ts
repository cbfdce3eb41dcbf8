import type { Carrier } from './Carrier';
import type { Content } from './Content';

export type SdkResult = { code: number; msg: string; requestId: string; maskPhone?: string; vender?: Carrier; spToken?: string; content?: Content };
