import { type ReactNode, useState } from 'react';
import { type Preview, previewText } from '../../engine/model/replay/locals.ts';
import { oneLine } from '../ui/plain-text.ts';
import styles from './preview-row.module.css';

type PreviewRowProps = { readonly name: ReactNode; readonly value: Preview };

const longest = 160;

/** A variable on one line; a container can be expanded and stays expanded while the cursor moves. */
export function PreviewRow({ name, value }: PreviewRowProps) {
  const [open, setOpen] = useState(false);
  const parts = partsOf(value);
  const line = (
    <>
      <span className={styles.name}>{name}</span>
      <span className={styles.value} data-type={lookOf(value)}>
        {oneLine(previewText(value), longest)}
      </span>
    </>
  );
  if (parts.length === 0) return <div className={styles.row}>{line}</div>;
  return (
    <details className={styles.parts} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={styles.row}>{line}</summary>
      {open ? parts.map(([key, part], index) => <PreviewRow key={index} name={key} value={part} />) : null}
      {open && 'more' in value && value.more !== undefined ? (
        <div className={styles.row}>
          <span className={styles.name}>{value.more} more</span>
        </div>
      ) : null}
    </details>
  );
}

function partsOf(value: Preview): readonly (readonly [string, Preview])[] {
  switch (value.type) {
    case 'array':
    case 'set':
      return [...value.items.map((item, index) => [String(index), item] as const), ...value.fields];
    case 'map':
      return [...value.entries.map(([key, entry]) => [previewText(key), entry] as const), ...value.fields];
    case 'object':
    case 'error':
      return value.fields;
    default:
      return [];
  }
}

function lookOf(value: Preview): string {
  if (value.type === 'text') return 'string';
  if (value.type !== 'plain') return value.type;
  return value.value === null ? 'null' : typeof value.value;
}
