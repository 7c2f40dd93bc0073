// The subject and the action in the type of a node log's event, whatever the writer's spelling.
// Source: the eight types of the format, and the terms of graph runners that write or stream similar events (Dify,
// AG-UI, Argo, hypergraph and some twenty runners with public logs or event types).

/** The types that make a file a node log. */
const eightTypes: ReadonlySet<string> = new Set([
  'workflow_started',
  'workflow_completed',
  'workflow_failed',
  'workflow_cancelled',
  'node_started',
  'node_completed',
  'node_failed',
  'node_skipped',
]);
const longestOfEight = 'workflow_completed'.length;

/** Accepts any spelling: `WORKFLOW_STARTED`, `node.failed`, `NodeSkipped`. */
export function isOneOfEight(written: string): boolean {
  return written.length <= longestOfEight && eightTypes.has(snakeCase(written));
}

export type Word = 'scheduled' | 'started' | 'resumed' | 'retrying' | 'paused' | EndWord | 'ended';
export type EndWord = 'completed' | 'failed' | 'timedOut' | 'canceled' | 'terminated' | 'skipped';

export type NodeLogType = {
  readonly subject: 'run' | 'node';
  /** The writer's word for the subject: `step`. */
  readonly noun: string;
  /** undefined = no known word. */
  readonly word: Word | undefined;
};

const words: Readonly<Record<Word, readonly string[]>> = {
  scheduled: ['scheduled', 'queued', 'enqueued'],
  started: [
    'started',
    'start',
    'begin',
    'began',
    'begun',
    'running',
    'executing',
    'entered',
    'enter',
    'launched',
    'restarted',
  ],
  resumed: ['resumed', 'resume', 'unpaused'],
  retrying: ['retry', 'retrying', 'retried', 'retry_scheduled', 'will_retry'],
  paused: ['paused', 'suspended'],
  completed: ['completed', 'complete', 'succeeded', 'succeed', 'success', 'successful', 'done', 'passed'],
  failed: ['failed', 'fail', 'failure', 'error', 'errored', 'crashed', 'exception'],
  timedOut: ['timed_out', 'timeout', 'timedout', 'expired'],
  canceled: ['cancelled', 'canceled', 'aborted', 'stopped'],
  terminated: ['terminated', 'killed'],
  skipped: ['skipped', 'skip', 'bypassed'],
  ended: ['finished', 'finish', 'ended', 'end', 'exited', 'exit', 'closed', 'settled'],
};
const wordOf = new Map(
  Object.entries(words).flatMap(([word, spellings]) => spellings.map((spelling) => [spelling, word as Word])),
);

const nodeType =
  /^(?:(?:workflow|flow|graph|dag|pipeline|run)_)?(node|step|task|stage|activity)_(?:(?:run|execution)_)?(.+)$/;
const runType = /^(workflow|flow|graph|dag|pipeline|run|execution)_(?:(?:run|execution)_)?(.+)$/;

/** Matches the end of a subject with an unknown word, which may be the run. */
const otherEnd =
  /^(job|session|process|agent|crew|saga|orchestration|instance|plan|transaction|procedure|program|script|app|build)_(?:(?:run|execution)_)?(.+)$/;

/** `job_completed`, `process.exit` */
export function isEndOfSomething(written: string): boolean {
  const [, , rest = ''] = otherEnd.exec(snakeCase(written)) ?? [];
  const word = wordOf.get(rest);
  return word !== undefined && !begins.has(word);
}

const begins: ReadonlySet<Word> = new Set(['scheduled', 'started', 'resumed', 'retrying']);

/** Maximum number of cached words, and their maximum length. */
const [mostWords, longestWord] = [1000, 100];

/** A cache: a log has few words and needs them at every event. */
function remembered<T>(ask: (written: string) => T): (written: string) => T {
  const known = new Map<string, T>();
  return (written) => {
    const told = known.get(written);
    if (told !== undefined) return told;
    const asked = ask(written);
    if (known.size < mostWords && written.length <= longestWord) known.set(written, asked);
    return asked;
  };
}

/** `NODE_FAILED`, `node.finish`, `StepStarted` → subject and action; null for a type about neither run nor node. */
export const readType = remembered((written) => parseType(snakeCase(written)));

function parseType(snake: string): NodeLogType | null {
  const [, node, nodeWord] = nodeType.exec(snake) ?? [];
  if (node !== undefined && nodeWord !== undefined) {
    const word = wordOf.get(nodeWord);
    return { subject: 'node', noun: node, word: word === 'paused' ? undefined : word };
  }
  const [, run, runWord] = runType.exec(snake) ?? [];
  if (run === undefined || runWord === undefined) return null;
  const word = wordOf.get(runWord);
  return {
    subject: 'run',
    noun: run,
    word: word === 'scheduled' || word === 'retrying' || word === 'skipped' ? undefined : word,
  };
}

/** `child_workflow_started`, `subflow.finished`: a type about another run, whose ids may be in the event. */
export const isOfAnotherRun = remembered((written) =>
  /(^|_)(child|sub|nested|external)_?(workflow|flow|graph|dag|pipeline|run|execution)(_|$)/.test(snakeCase(written)),
);

/** In an event with a start type, a duration is a setting instead of a measurement. */
export function isBeginning(written: string): boolean {
  const type = readType(written);
  if (type?.word !== undefined) return begins.has(type.word);
  return /(^|_)(scheduled?|started|start|begin|begun|created?|set|requested|initiated|opened|enqueued|queued)$/.test(
    snakeCase(written),
  );
}

export const snakeCase = remembered((written) =>
  written
    .replaceAll(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_'),
);

/** The end in a status field: `partial-succeeded`, `FAILED`, `ok`, false; undefined where it is not a known end. */
export function endOf(status: string | boolean): EndWord | undefined {
  if (typeof status === 'boolean') return status ? 'completed' : 'failed';
  const snake = snakeCase(status);
  if (snake === 'ok' || snake === 'finished' || snake === 'pass' || snake.startsWith('partial')) return 'completed';
  const word = wordOf.get(snake);
  switch (word) {
    case 'completed':
    case 'failed':
    case 'timedOut':
    case 'canceled':
    case 'terminated':
    case 'skipped':
      return word;
    default:
      return undefined;
  }
}
