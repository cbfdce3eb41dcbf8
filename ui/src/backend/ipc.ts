// The only module that imports Tauri: a command's name and arguments out, its answer or a coded failure back.
import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import { asProblem } from './problem';

/** True inside one of the program's own windows. */
export const insideWindow = (): boolean => isTauri();

/** Gives a command, `group|name` as in src-tauri/src/commands. Rejects with a `Problem` and nothing else. */
export async function command<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(`plugin:${name}`, args);
  } catch (error) {
    throw asProblem(error);
  }
}

/** What Rust may send to again and again, as a command's argument. */
export function channelTo<T>(listener: (value: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = listener;
  return channel;
}
