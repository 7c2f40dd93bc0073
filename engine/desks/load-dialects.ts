// Loads the files of a folder as dialects. A file that is none is listed with its error, and spoils no other.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../formats/dialect.ts';
import { isBuiltIn } from '../formats/dialects.ts';
import { dialectOfSpeaker } from '../formats/own/own-dialect.ts';
import { RetraceError } from '../model/errors.ts';
import { aboutSchema } from '../model/own-dialect.ts';
import { DialectSpeaker } from '../sandbox/dialect/dialect-speaker.ts';

export type LoadedDialect = { readonly file: string } & (
  | { readonly dialect: Dialect; readonly speaker: DialectSpeaker }
  | { readonly error: RetraceError }
);

const isDialectFile = /^(?!.*\.(d|test)\.)[^.].*\.(ts|mts|js|mjs)$/;

/** A folder that has gone away since it was chosen holds nothing. */
export function loadDialects(folder: string): readonly LoadedDialect[] {
  const known = new Set<string>();
  try {
    return filesIn(folder).map((file) => loadedFrom(file, known));
  } catch {
    return [];
  }
}

/** Throws `not-found`. */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => isDialectFile.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    throw new RetraceError(
      'not-found',
      `There is no folder ${folder} that can be read. Name the folder of your dialects.`,
    );
  }
}

function loadedFrom(file: string, known: Set<string>): LoadedDialect {
  let speaker: DialectSpeaker | undefined;
  try {
    speaker = new DialectSpeaker(file);
    const { success, data, error } = aboutSchema.safeParse(speaker.ask('about'));
    if (!success) throw badDialect(file, `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
    if (isBuiltIn(data.id) || known.has(data.id)) throw badDialect(file, `id: ${data.id} is the id of another dialect`);
    known.add(data.id);
    const { digest } = speaker.code;
    return { file, speaker, dialect: dialectOfSpeaker({ ...data, file, digest }, speaker.ask.bind(speaker)) };
  } catch (error) {
    speaker?.close();
    return { file, error: error instanceof RetraceError ? error : badDialect(file, String(error)) };
  }
}

function badDialect(file: string, what: string): RetraceError {
  return new RetraceError(
    'dialect-failed',
    `${file} is no dialect: ${what}. docs/own-dialect.md says what it must export.`,
  );
}
