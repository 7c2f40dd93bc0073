// Changes of activities, timers, children, signals and the memo.

import type { Change, Expected, Places } from './change.ts';
import type { Activity, Child, Options, Signalled, Step, Timer } from './program.ts';

/** Puts another in the place of a step. */
function replace<K extends Step['kind']>(
  kind: K,
  make: (step: Extract<Step, { kind: K }>, place: Places) => Step,
): Change {
  return (_, places) => {
    const place = places.of(kind);
    if (place === undefined) return false;
    place.list[place.index] = make(place.step, places);
    return true;
  };
}

function remove(kind: Step['kind']): Change {
  return (_, places) => {
    const place = places.of(kind);
    if (place === undefined) return false;
    place.list.splice(place.index, 1);
    return true;
  };
}

/** Changes what a step says. */
function say<K extends Step['kind']>(kind: K, change: (step: Extract<Step, { kind: K }>) => boolean | string): Change {
  return (_, places) => {
    const step = places.of(kind)?.step;
    if (step === undefined) return false;
    const attribute = change(step);
    return typeof attribute === 'string' ? { step: step.id, attribute } : attribute;
  };
}

function option(kind: 'activity' | 'child', attribute: string, options: Options): Change {
  return say(kind, (step) => {
    step.options = { ...step.options, ...options };
    return attribute;
  });
}

const firstArgument = (step: Activity | Child | Signalled): boolean | string => {
  if (step.args.length === 0) return false;
  step.args[0] = 1000;
  return 'input[0]';
};

const asActivity = (step: Step, id: number): Activity => ({
  id,
  kind: 'activity',
  name: 'notify',
  args: [],
  options: { startToCloseTimeout: '1 minute' },
  isCaught: step.kind === 'activity',
});

export const callChanges: Readonly<Record<string, Change>> = {
  'activity renamed': say('activity', (step) => {
    step.name = 'renamed';
    return true;
  }),
  'activity removed': remove('activity'),
  'activity added': (_, places, pen) => {
    const { list, index } = places.gap();
    list.splice(index, 0, pen.activity());
    return true;
  },
  'activity added at the beginning': ({ steps }, _, pen) => {
    steps.unshift(pen.activity());
    return true;
  },
  'activity added at the end': ({ steps }, _, pen) => {
    steps.push(pen.activity());
    return true;
  },
  'activity made twice': (_, places, pen) => {
    const place = places.of('activity');
    place?.list.splice(place.index, 0, { ...place.step, id: pen.id() });
    return place !== undefined;
  },
  'activity no longer waited for': (_, places, pen) => {
    const place = places.of('activity');
    if (place !== undefined) place.list[place.index] = looseOrSame(place.step, place.list, places, pen.id());
    return place !== undefined && place.list[place.index]?.kind === 'loose';
  },
  'activity is local': replace('activity', ({ id, name, args }) => ({ id, kind: 'local', name, args })),
  'activity is a timer': replace('activity', ({ id }) => ({ id, kind: 'timer', ms: 1000 })),
  'activity is a child': (_, places, pen) => {
    const place = places.of('activity');
    if (place !== undefined) place.list[place.index] = pen.child();
    return place !== undefined;
  },
  'activity: first argument': say('activity', firstArgument),
  'activity: one argument more': say('activity', (step) => {
    step.args.push(1000);
    return `input[${step.args.length - 1}]`;
  }),
  'activity: one argument less': say('activity', (step) =>
    step.args.pop() === undefined ? false : `input[${step.args.length}]`,
  ),
  'activity: start to close': option('activity', 'startToCloseTimeout', { startToCloseTimeout: '2 minutes' }),
  'activity: schedule to close': option('activity', 'scheduleToCloseTimeout', { scheduleToCloseTimeout: '1 hour' }),
  'activity: heartbeat': option('activity', 'heartbeatTimeout', { heartbeatTimeout: '5s' }),
  'activity: attempts': option('activity', 'retryPolicy', { retry: { maximumAttempts: 3 } }),
  'activity: first interval': option('activity', 'retryPolicy', { retry: { initialInterval: '7s' } }),
  'activity: task queue': option('activity', 'taskQueue', { taskQueue: 'elsewhere' }),
  'activity: failure caught or not': say('activity', (step) => {
    step.isCaught = !step.isCaught;
    return true;
  }),
  'local activity renamed': say('local', (step) => {
    step.name = 'renamed';
    return true;
  }),
  'local activity removed': remove('local'),
  'local activity is no longer': replace('local', ({ id, name, args }) => ({
    ...asActivity({} as Step, id),
    name,
    args,
  })),
  'timer: duration': say('timer', (step: Timer) => {
    step.ms += 1_000_000;
    return 'startToFireTimeout';
  }),
  'timer removed': remove('timer'),
  'timer added': (_, places, pen) => {
    const { list, index } = places.gap();
    list.splice(index, 0, pen.timer());
    return true;
  },
  'timer is an activity': replace('timer', (step) => asActivity(step, step.id)),
  'child: id': say('child', (step) => {
    step.workflowId = 'another';
    return true;
  }),
  'child: type': say('child', (step) => {
    step.type = 'another';
    return true;
  }),
  'child removed': remove('child'),
  'child added': (_, places, pen) => {
    const { list, index } = places.gap();
    list.splice(index, 0, pen.child());
    return true;
  },
  'child: waited for to its end or its start': say('child', (step) => {
    step.isDetached = !step.isDetached;
    return true;
  }),
  'child is an activity': replace('child', (step) => asActivity(step, step.id)),
  'child: argument': say('child', firstArgument),
  'child: parent close policy': option('child', 'parentClosePolicy', { parentClosePolicy: 'ABANDON' }),
  'child: run timeout': option('child', 'workflowRunTimeout', { workflowRunTimeout: '3 hours' }),
  'child: retries': option('child', 'retryPolicy', { retry: { maximumAttempts: 4 } }),
  'child: task queue': option('child', 'taskQueue', { taskQueue: 'elsewhere' }),
  'signal of another: argument': say('signal', firstArgument),
  'signal of another: name': say('signal', (step) => {
    step.name = 'prod';
    return 'signalName';
  }),
  'signal of another: target': say('signal', (step) => {
    step.target = 'somebody';
    return 'workflowId';
  }),
  'signal of another removed': remove('signal'),
  'memo: value': say('memo', (step) => {
    step.value = 'changed';
    return 'memo';
  }),
  'memo removed': remove('memo'),
  'limit of an activity: how long': (_, places) => {
    const step = places.of('limited')?.step;
    if (step === undefined) return false;
    step.ms += 5000;
    return { step: step.step.id, attribute: 'startToFireTimeout' } satisfies Expected;
  },
  'limit of an activity removed': replace('limited', ({ step }) => step),
  'activity gets a limit': (_, places, pen) => {
    const place = places.of('activity');
    if (place !== undefined) place.list[place.index] = { id: pen.id(), kind: 'limited', ms: 9000, step: place.step };
    return place !== undefined;
  },
  'what was not waited for is': replace('loose', ({ step }) => step),
};

/** Where it stands among others that begin at once it stays as it is. */
function looseOrSame(step: Activity, list: Step[], places: Places, id: number): Step {
  return places.areStatements(list) ? { id, kind: 'loose', step } : step;
}
