// A run that code made of its own: readable like a recorded one, held in memory, in no library.

import { setImmediate } from 'node:timers/promises';
import { dialectOf } from '../formats/dialects.ts';
import type { Warning } from '../model/event.ts';
import { headlineOf } from '../model/headline.ts';
import type { Json } from '../model/json.ts';
import { packOutline } from '../model/packed-outline.ts';
import type { RunOrigin, RunSaid } from '../model/run.ts';
import type { StoredEvent } from '../store/log.ts';
import { sourceOf } from './event-source.ts';
import { Explainer } from './explainer.ts';
import { RunReader } from './run-reader.ts';
import { summaryOf } from './summary.ts';

/** `lines`: its events as JSON. */
export type MadeRun = {
  readonly dialect: string;
  readonly lines: readonly string[];
  /** What is to be said of it and its events. */
  readonly warnings: readonly Warning[];
};

export type MadeOrigin = Omit<RunOrigin & RunSaid, 'dialect' | 'identity'>;

const atOnce = 500;

export async function readerOfMade({ dialect: id, lines, warnings }: MadeRun, origin: MadeOrigin): Promise<RunReader> {
  const dialect = dialectOf(id);
  const explainer = new Explainer(dialect);
  const stored: StoredEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % atOnce === atOnce - 1) await setImmediate();
    const raw = JSON.parse(line) as Json;
    const read = dialect.read(raw);
    explainer.note(raw, read, true);
    stored.push({ seq: index + 1, type: read.type, atMs: read.atMs, payload: Buffer.from(line) });
  }
  const { outline, ending, warnings: count } = explainer.finish(origin.runId, warnings);
  const identity = explainer.identity({});
  const summary = summaryOf({ ...origin, dialect: id, identity: {} }, { outline, identity, ending, warnings: count });
  // How long it took is not said: its times are those of recorded answers.
  const events = sourceOf(
    async (from, to) => stored.slice(from - 1, to),
    () => outline,
  );
  return new RunReader(events, { ...summary, headline: headlineOf(outline, ending, null) }, () => packOutline(outline));
}

/** As a file that can be opened: the events in a list, or one a line. */
export function writtenRun({ dialect, lines }: Pick<MadeRun, 'dialect' | 'lines'>): string {
  if (dialectOf(dialect).inLines === true) return lines.map((line) => `${line}\n`).join('');
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}
