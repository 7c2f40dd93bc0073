// Malformed files for the whole program: each opens or is refused with a code, in time and in bounded memory.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Engine } from '../engine.ts';
import type { ImportOutcome } from '../model/api.ts';
import { applyEffects, emptyState } from '../model/state.ts';
import { pagesOfLog } from '../runs/fold-run.ts';
import { exportedBytes } from './opened-run.ts';
import { importText, openEngine } from './library.ts';
import { mutatedBytes } from './mutated-history.ts';
import { Chance } from './survival/chance.ts';

export const seed = Number(process.env['RETRACE_SEED'] ?? 20_261_130);
const rounds = Number(process.env['RETRACE_ROUNDS'] ?? 60);
/** Time limit in ms; an idle machine needs less than a tenth of it for every test file. */
export const longestMs = 20_000;

/** Imports each file with some bytes changed, and with random bytes after its beginning. */
export async function fuzz(context: TestContext, files: readonly Uint8Array[]): Promise<void> {
  const chance = new Chance(seed);
  let engine = openEngine(context);
  for (let round = 0; round < rounds; round++) {
    if (round % 20 === 19) engine = openEngine(context);
    const where = `seed ${seed}, round ${round}`;
    const bytes = fuzzed(Buffer.from(chance.pick(files)), chance);
    const before = performance.now();
    for (const outcome of await importText(engine, bytes, chance.share() < 0.5))
      await assertReadable(engine, outcome, where);
    assert.ok(performance.now() - before < longestMs, `${where} takes too long`);
  }
}

/** The file was refused with a code, or its whole run is readable. */
export async function assertReadable(engine: Engine, outcome: ImportOutcome, where: string): Promise<void> {
  if ('error' in outcome) {
    assert.notEqual(outcome.error.code, 'internal', `${where}: ${outcome.error.message}`);
    return;
  }
  const reader = await engine.reader(outcome.run.runId);
  const state = emptyState();
  for await (const page of pagesOfLog(reader.dialect, reader.pages()))
    for (const { seq, read } of page) applyEffects(state, seq, read.atMs, read.explanation.effects);
  for (const seq of [1, outcome.run.events]) {
    await reader.rows(seq, seq);
    await reader.detail(seq);
    await reader.state(seq);
  }
  await exportedBytes(engine, outcome.run);
}

export function fuzzed(bytes: Buffer, chance: Chance): Uint8Array {
  const kind = chance.between(1, 5);
  if (kind === 1) return randomBytes(chance, chance.between(0, 300));
  const keep = chance.between(0, bytes.length);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, keep), randomBytes(chance, chance.between(1, 300))]);
  if (kind === 3) return withNumber(bytes, keep, chance);
  return mutatedBytes(bytes, chance, chance.between(1, 6));
}

function randomBytes(chance: Chance, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => chance.between(0, 255)));
}

/** Puts a wrong length or a huge count at a place. */
function withNumber(bytes: Buffer, at: number, chance: Chance): Buffer {
  const number = chance.pick([
    [0],
    [0x7f],
    [0xff, 0xff, 0xff, 0xff, 0x0f],
    [0xff, 0xff, 0xff, 0xff, 0x07],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    [...Buffer.from('9007199254740993')],
    [...Buffer.from('1e309')],
    [...Buffer.from('-1')],
  ]);
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from(number),
    bytes.subarray(at + (chance.share() < 0.5 ? 1 : number.length)),
  ]);
}
