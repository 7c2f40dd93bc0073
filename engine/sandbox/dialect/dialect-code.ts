// The file of a person's own dialect as one script. Reads the file; runs nothing.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { transformSync, type TransformFailure } from 'esbuild';
import { RetraceError } from '../../model/errors.ts';
import { instrument } from '../locals/instrument.ts';
import type { Site } from '../locals/site.ts';

/** The global under which a dialect's script leaves what its file exports. */
export const exportsGlobal = 'retraceDialect';

export type DialectCode = {
  readonly file: string;
  /** Name of the script in stacks. */
  readonly filename: string;
  readonly code: string;
  readonly digest: string;
  /** Source map of `code`, as JSON text; its sources are relative to `folder`. */
  readonly map: string;
  readonly folder: string;
  /** The loops of the file: the script reports each turn, so that one without end has a place. */
  readonly sites: readonly Site[];
};

/** Throws `code-does-not-build` and errors of the file system. */
export function dialectCode(file: string): DialectCode {
  const source = readFileSync(file, 'utf8');
  const sites: Site[] = [];
  const filename = `${file}.dialect.js`;
  try {
    const { code, map } = transformSync(instrument(source, file, sites) ?? source, {
      loader: file.endsWith('ts') ? 'ts' : 'js',
      format: 'iife',
      globalName: exportsGlobal,
      target: 'es2024',
      sourcemap: 'external',
      sourcefile: basename(file),
      logLevel: 'silent',
    });
    const digest = createHash('sha256').update(source).digest('hex');
    return { file, filename, code, digest, map, folder: dirname(file), sites };
  } catch (error) {
    const [first] = (error as TransformFailure).errors ?? [];
    const where = first?.location ? `:${first.location.line}:${first.location.column + 1}` : '';
    throw new RetraceError(
      'code-does-not-build',
      `The dialect cannot be read: ${file}${where}: ${first?.text ?? (error as Error).message}`,
    );
  }
}
