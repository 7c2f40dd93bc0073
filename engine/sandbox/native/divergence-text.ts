// Text of a divergence, in one sentence.

import type { NativeCommand } from '../../model/native-event.ts';
import type { Divergence } from './activation.ts';

export function divergenceText({ command, expected, got, field }: Divergence): string {
  return `the code has diverged from the history at command ${command} (${field}): the history has ${told(expected)}, the code asks for ${told(got)}`;
}

function told(there: NativeCommand | undefined): string {
  if (there === undefined) return 'nothing';
  const name = 'name' in there ? ` ${there.name}` : 'workflowType' in there ? ` ${there.workflowType}` : '';
  return `${there.type}${name}`;
}
