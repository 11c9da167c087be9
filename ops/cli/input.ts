// Reads what commands take from standard input or from files.
// Invariant (F5): a secret comes in here or is made by us; it is never an argument, which every process can read.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { failure, type Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

export type Input<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly outcome: Outcome };

/** The first line of standard input, without its line break. */
export async function readSecret({ input, errors }: Terminal, what: string): Promise<Input<string>> {
  if (input.isTTY) errors.write(`${what}, then Enter and Ctrl-D: `);
  const [line = ''] = (await text(input)).split(/\r?\n/);
  return line === ''
    ? no(`${what} was expected on standard input, but it is empty.`)
    : { ok: true, value: line };
}

/** @param file a path; "-" for standard input */
export async function readJson({ input }: Terminal, file: string): Promise<Input<unknown>> {
  const content = file === '-' ? { ok: true as const, value: await text(input) } : await readText(file);
  if (!content.ok) return content;
  try {
    return { ok: true, value: JSON.parse(content.value) };
  } catch (error) {
    return no(`${file === '-' ? 'Standard input' : file} is not JSON: ${String(error)}`);
  }
}

export async function readBytes(file: string): Promise<Input<Uint8Array<ArrayBuffer>>> {
  try {
    return { ok: true, value: await readFile(file) };
  } catch (error) {
    return no(`${file} cannot be read: ${String(error)}`);
  }
}

async function readText(file: string): Promise<Input<string>> {
  const bytes = await readBytes(file);
  return bytes.ok ? { ok: true, value: Buffer.from(bytes.value).toString('utf8') } : bytes;
}

function no(message: string): { readonly ok: false; readonly outcome: Outcome } {
  return { ok: false, outcome: failure(message) };
}
