// An outline as from a builder: the events of its operations in sequence, without gaps.

import { type OperationColumns, type Outline } from '../model/outline.ts';
import { TouchList } from '../model/touch-list.ts';

export function settled(outline: Outline): Outline {
  const { type, atMs, flags, operation, operations } = outline;
  const touches = new TouchList();
  touches.resume(operations);
  const own = Object.entries(operations).map(([name, column]) => [
    name,
    ArrayBuffer.isView(column) ? (column as Uint8Array).slice() : column,
  ]);
  return {
    ...outline,
    type: type.slice(),
    atMs: atMs.slice(),
    flags: flags.slice(),
    operation: operation.slice(),
    operations: { ...(Object.fromEntries(own) as OperationColumns), ...touches.arranged() },
  };
}
