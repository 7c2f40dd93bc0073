// Text for the terminal: the code at one event.

import { type Call, type FiberRoot, type Moment, previewText } from '../model/replay/locals.ts';

/** `fileWords` shortens a file's path for this person. */
export function localsTextLines(moment: Moment, seq: number, fileWords: (file: string) => string): readonly string[] {
  const told = moment.seq === 0 ? 'the code has not begun' : `the code was told of event ${moment.seq} last`;
  const fibers = moment.fibers.flatMap(({ root, stack }) => [
    '',
    rootText(root),
    ...stack.flatMap((index) => callLines(moment.calls[index], fileWords)),
  ]);
  const nothing = moment.seq > 0 && moment.fibers.length === 0 ? ['No call is under way.'] : [];
  return [`At event ${seq}: ${told}`, ...nothing, ...fibers];
}

function rootText(root: FiberRoot | null): string {
  switch (root?.type) {
    case 'main':
      return `workflow ${root.name}`;
    case 'signal':
      return `signal ${root.name}, event ${root.eventId}`;
    case 'update':
      return `update ${root.name}, ${root.id}`;
    case 'fiber':
      return `fiber ${root.name}`;
    default:
      return 'while the modules were loaded';
  }
}

function callLines(call: Call | undefined, fileWords: (file: string) => string): readonly string[] {
  if (call === undefined) return [];
  const { at, kind, expression, since, variables } = call;
  const waits = kind === 'running' ? 'runs' : `${kind} ${expression ?? ''}`.trimEnd();
  const width = Math.max(0, ...variables.map(({ name }) => name.length));
  return [
    `  ${at.name ?? '(anonymous)'}  ${fileWords(at.file)}:${at.line}:${at.column}  ${waits}  since event ${since}`,
    ...variables.map(({ name, value }) => `    ${name.padEnd(width)}  ${previewText(value)}`),
  ];
}
