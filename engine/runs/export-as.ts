// Exports a run in another engine's format. Reads the whole history into memory.

import { derechoLog } from '../formats/derecho/from-native.ts';
import { RetraceError } from '../model/errors.ts';
import { objectOf } from '../model/json.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { RunSummary } from '../model/run.ts';
import { dialectOf } from '../formats/dialects.ts';
import type { EventLog } from '../store/log.ts';

export const exportFormats = ['derecho'] as const;

/** Throws `bad-usage` for a format that is not there, and for a run of another engine than Retrace's. */
export async function exportAs(
  log: Pick<EventLog, 'read'>,
  { runId, dialect }: RunSummary,
  format: string,
): Promise<string> {
  if (!(exportFormats as readonly string[]).includes(format))
    throw new RetraceError(
      'bad-usage',
      `There is no format ${JSON.stringify(format)}. Use ${exportFormats.join(', ')}.`,
    );
  const spoken = dialectOf(dialect);
  if (spoken.id !== 'native')
    throw new RetraceError(
      'bad-usage',
      `Only runs of Retrace's own engine are written as ${format}; this one is of the kind ${dialect}. Leave --as out.`,
    );
  const stored = await log.read(runId, 1, Infinity);
  const events = stored.map(({ payload }) => objectOf(spoken.parse(payload)) as unknown as NativeEvent);
  return `[\n${derechoLog(events)
    .map((event) => JSON.stringify(event))
    .join(',\n')}\n]\n`;
}
