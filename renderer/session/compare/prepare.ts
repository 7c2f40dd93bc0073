// Has the engine compute what a comparison of the open run needs, while a person looks at it: of a long run that takes
// a second or two.

import { follow } from '../engine.ts';
import { useSession } from '../session.ts';

/** A shorter run is compared at once. */
const LONG = 5000;
/** Time without a step, in ms, after which a person is taken to be looking. */
const REST_MS = 2000;

let timer: ReturnType<typeof setTimeout> | undefined;
let preparing = new AbortController();
let prepared: string | undefined;

/** Call once. */
export function watchPreparing(): void {
  useSession.subscribe((now, before) => {
    if (now.open?.summary.runId !== before.open?.summary.runId) preparing.abort();
    if (now.open !== before.open || now.cursor !== before.cursor || now.connection !== before.connection) {
      clearTimeout(timer);
      timer = setTimeout(prepare, REST_MS);
    }
  });
}

function prepare(): void {
  const { open, runs, connection } = useSession.getState();
  const { runId, events, expected } = open?.summary ?? {};
  if (runId === undefined || runId === prepared || connection !== 'ready') return;
  if (runs.length < 2 || (events ?? 0) < LONG || expected !== undefined) return;
  preparing = new AbortController();
  prepared = runId;
  // A failure is told when the run is compared.
  follow('prepareComparison', { run: runId }, () => undefined, preparing.signal).catch(() => (prepared = undefined));
}
