// Changes of the way that a program goes: order, loops, conditions, handlers, patches, its end.

import type { Change } from './change.ts';
import type { Program, Step } from './program.ts';

/** Of a patch that the code asks for: both ways at hand. */
function patched(make: (step: Extract<Step, { kind: 'patched' }>) => readonly Step[]): Change {
  return (_, places) => {
    const place = places.of('patched');
    if (place === undefined) return false;
    place.list.splice(place.index, 1, ...make(place.step));
    return true;
  };
}

function ending(kind: Program['end']['kind'], otherKind: Program['end']['kind']): Change {
  return ({ end }) => {
    end.kind = end.kind === kind ? otherKind : kind;
    return true;
  };
}

function waiting(change: (step: Extract<Step, { kind: 'wait' }>) => void): Change {
  return (_, places) => {
    const step = places.of('wait')?.step;
    if (step !== undefined) change(step);
    return step !== undefined;
  };
}

const saidAtEnd = { return: 'result', throw: 'failure', continueAsNew: 'input[0]' } as const;

export const wayChanges: Readonly<Record<string, Change>> = {
  'two steps swapped': (_, places) => {
    const place = places.pair();
    if (place === undefined) return false;
    const { list, index } = place;
    [list[index], list[index + 1]] = [list[index + 1]!, list[index]!];
    return true;
  },
  'all steps the other way round': ({ steps }) => {
    steps.reverse();
    return steps.length > 1;
  },
  'swapped among those at once': (_, places) => {
    const step = places.of('together')?.step;
    step?.steps.reverse();
    return step !== undefined;
  },
  'at once, now one after the other': (_, places) => {
    const place = places.of('together');
    place?.list.splice(place.index, 1, ...place.step.steps);
    return place !== undefined;
  },
  'one after the other, now at once': (_, places, pen) => {
    const place = places.pair();
    if (place === undefined) return false;
    const pair = place.list.slice(place.index, place.index + 2);
    if (!pair.every(({ kind }) => ['activity', 'timer', 'child', 'local'].includes(kind))) return false;
    place.list.splice(place.index, 2, { id: pen.id(), kind: 'together', steps: pair, isRace: false });
    return true;
  },
  'waits for all or for the first': (_, places) => {
    const step = places.of('together')?.step;
    if (step !== undefined) step.isRace = !step.isRace;
    return step !== undefined;
  },
  'one turn more': (_, places) => {
    const step = places.of('loop')?.step;
    if (step !== undefined) step.times++;
    return step !== undefined;
  },
  'one turn less': (_, places) => {
    const step = places.of('loop')?.step;
    if (step !== undefined) step.times--;
    return step !== undefined;
  },
  'loop removed': (_, places) => {
    const place = places.of('loop');
    place?.list.splice(place.index, 1);
    return place !== undefined;
  },
  'loop only once': (_, places) => {
    const place = places.of('loop');
    place?.list.splice(place.index, 1, ...place.step.steps);
    return place !== undefined;
  },
  'condition flipped': (_, places) => {
    const step = places.of('choice')?.step;
    if (step !== undefined) step.isFlipped = !step.isFlipped;
    return step !== undefined;
  },
  'waits for one signal more': waiting((step) => void step.count++),
  'waits for one signal less': waiting((step) => void step.count--),
  'wait gets a time limit': waiting((step) => void (step.timeoutMs = 60_000)),
  'wait removed': (_, places) => {
    const place = places.of('wait');
    place?.list.splice(place.index, 1);
    return place !== undefined;
  },
  'handler removed': ({ handlers }, places) => {
    const handler = places.one(handlers);
    if (handler !== undefined) handlers.splice(handlers.indexOf(handler), 1);
    return handler !== undefined;
  },
  'handler of another signal': ({ handlers }, places) => {
    const handler = places.one(handlers);
    if (handler !== undefined) handler.signal = 'another';
    return handler !== undefined;
  },
  'handler added': ({ handlers }, _, pen) => {
    handlers.push(pen.handler('another'));
    return true;
  },
  'handler: activity removed': ({ handlers }, places) => {
    const handler = places.one(handlers.filter(({ step }) => step !== null));
    if (handler !== undefined) handler.step = null;
    return handler !== undefined;
  },
  'handler: activity added': ({ handlers }, places, pen) => {
    const handler = places.one(handlers.filter(({ step }) => step === null));
    if (handler !== undefined) handler.step = pen.activity();
    return handler !== undefined;
  },
  'handler: argument of its activity': ({ handlers }, places) => {
    const step = places.one(handlers.flatMap((handler) => handler.step ?? []));
    if (step === undefined) return false;
    step.args.unshift('said');
    return { step: step.id, attribute: 'input[0]' };
  },
  'activity behind a patch added': (_, places, pen) => {
    const { list, index } = places.gap();
    list.splice(index, 0, { id: pen.id(), kind: 'patched', patchId: 'added', steps: [pen.activity()], otherwise: [] });
    return true;
  },
  'step put behind a patch': (_, places, pen) => {
    const place = places.pair();
    if (place === undefined) return false;
    const { list, index, step } = place;
    list[index] = { id: pen.id(), kind: 'patched', patchId: 'around', steps: [pen.activity()], otherwise: [step] };
    return true;
  },
  'patch gone, its way kept': patched(({ steps }) => steps),
  'patch gone, the way before it kept': patched(({ otherwise }) => otherwise),
  'patch deprecated': patched(({ id, patchId, steps }) => [{ id, kind: 'deprecated', patchId }, ...steps]),
  'patch renamed': patched((step) => [{ ...step, patchId: 'renamed' }]),
  'patch: its ways swapped': patched((step) => [{ ...step, steps: step.otherwise, otherwise: step.steps }]),
  'end: what it says': ({ end }) => {
    end.word = 'otherwise';
    return { step: end.id, attribute: saidAtEnd[end.kind] };
  },
  'end: throws': ending('throw', 'return'),
  'end: continues as new': ending('continueAsNew', 'return'),
  'end: all steps gone': ({ steps }) => {
    steps.length = 0;
    return true;
  },
};
