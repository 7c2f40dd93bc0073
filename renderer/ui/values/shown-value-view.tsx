import { type ReactNode, useMemo } from 'react';
import type { ShownValue } from '../../../engine/model/api.ts';
import type { Seq } from '../../../engine/model/event.ts';
import type { Json } from '../../../engine/model/json.ts';
import { isObject } from '../../../engine/model/json.ts';
import { LargeValue } from './large-value.tsx';
import { PayloadTree } from './payload-tree.tsx';
import { type Entries, entriesOf } from './tree-rows.ts';

type ShownValueViewProps = {
  readonly label: string;
  readonly shown: ShownValue;
  /** First part of the JavaScript path. */
  readonly root: string;
  readonly run: string;
  /** The event whose raw text contains the value. */
  readonly seq: Seq;
};

export function ShownValueView({ label, shown, root, run, seq }: ShownValueViewProps) {
  if (shown.type === 'large') return <LargeValue head={shown.head} bytes={shown.bytes} run={run} seq={seq} />;
  return <ValueTree label={label} value={shown.value} root={root} />;
}

type ValueTreeProps = { readonly label: string; readonly value: Json; readonly root: string };

export function ValueTree({ label, value, root }: ValueTreeProps): ReactNode {
  const { entries, scalar } = useMemo(() => rootOf(value, root), [value, root]);
  return <PayloadTree label={label} entries={entries} root={root} scalar={scalar} />;
}

/** A value without parts is its own single row. A bare list of payloads is shown as that list. */
function rootOf(value: Json, name: string): { readonly entries: Entries; readonly scalar: boolean } {
  const payloads = isObject(value) && Object.keys(value).length === 1 ? value['payloads'] : undefined;
  const inner = Array.isArray(payloads) ? (payloads as Json) : value;
  const decoded = isObject(inner) && '$payload' in inner;
  const entries = decoded ? [] : entriesOf(inner);
  return entries.length > 0 ? { entries, scalar: false } : { entries: [[name, inner]], scalar: true };
}
