export type Message = { start_line: string; headers: [string, string][]; body: string };
