import { useMemo, useState } from 'react';
import { ArrowDown, ArrowUp, Download } from 'lucide-react';
import { countText } from '../../../engine/model/duration.ts';
import type { Seq } from '../../../engine/model/event.ts';
import { IconButton } from '../icon-button.tsx';
import { manyLines, oneLine } from '../plain-text.ts';
import { RunDecoder } from './run-decoder.ts';
import { sizeText } from './size-text.ts';
import { saveText, wholeRaw } from '../../session/raw-text.ts';
import { TextLines } from './text-lines.tsx';
import { useScan } from './use-scan.ts';
import styles from './large-value.module.css';

type LargeValueProps = {
  readonly head: string;
  readonly bytes: number;
  readonly run: string;
  readonly seq: Seq;
  /** Initial search term. */ readonly find?: string;
};

/** A value too big for a tree: its size, its beginning, a search in the whole text, and a download. */
export function LargeValue({ head, bytes, run, seq, find = '' }: LargeValueProps) {
  const [saving, setSaving] = useState<'no' | 'yes' | 'failed'>('no');
  const text = useMemo(() => manyLines(new RunDecoder().push(head, true)), [head]);
  const save = () => {
    setSaving('yes');
    wholeRaw(run, seq).then(
      (parts) => {
        saveText(`event-${seq}.json`, parts);
        setSaving('no');
      },
      () => setSaving('failed'),
    );
  };
  return (
    <div className={styles.large}>
      <p className={styles.size}>
        <span>
          Large value, {sizeText(bytes)}
          <span className={styles.dim}> · its first {sizeText(head.length)} below</span>
        </span>
        <IconButton
          icon={Download}
          size="small"
          label="Save the whole event as a file"
          disabled={saving === 'yes'}
          onClick={save}
        />
      </p>
      {saving === 'failed' ? <p className={styles.bad}>It could not be read to its end. Try again.</p> : null}
      <Search run={run} seq={seq} find={find} />
      <TextLines label="How it begins" text={text} />
    </div>
  );
}

function Search({ run, seq, find }: { readonly run: string; readonly seq: Seq; readonly find: string }) {
  const [needle, setNeedle] = useState(find);
  const [at, setAt] = useState(0);
  const scan = useScan(run, seq, needle);
  const { count, hits } = scan;
  const hit = hits[at];
  const move = (by: number) => setAt((before) => (before + by + hits.length) % Math.max(1, hits.length));
  const found =
    needle === ''
      ? ''
      : count === 0
        ? scan.done
          ? 'not found'
          : 'searching'
        : `${countText(at + 1)} of ${countText(count)}${scan.done ? '' : ' …'}`;
  return (
    <>
      <div className={styles.search} role="search">
        <input
          type="search"
          className={styles.input}
          value={needle}
          placeholder="Search in the whole of it"
          aria-label="Search in the whole value"
          onChange={(event) => {
            setNeedle(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') move(event.shiftKey ? -1 : 1);
          }}
        />
        <span className={styles.found} role="status">
          {scan.failure ?? found}
        </span>
        <IconButton
          icon={ArrowUp}
          size="small"
          label="Previous hit"
          keys="Shift + Enter"
          disabled={hits.length < 2}
          onClick={() => move(-1)}
        />
        <IconButton
          icon={ArrowDown}
          size="small"
          label="Next hit"
          keys="Enter"
          disabled={hits.length < 2}
          onClick={() => move(1)}
        />
      </div>
      {hit === undefined ? null : (
        <p className={styles.hit}>
          …{oneLine(hit.before)}
          <mark className={styles.mark}>{oneLine(hit.hit)}</mark>
          {oneLine(hit.after)}…
        </p>
      )}
    </>
  );
}
