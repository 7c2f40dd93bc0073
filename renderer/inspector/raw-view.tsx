import { useMemo, useState } from 'react';
import { Copy } from 'lucide-react';
import type { Seq } from '../../engine/model/event.ts';
import { copyText } from '../session/copying.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { manyLines } from '../ui/plain-text.ts';
import { type Details, eventWanted } from './details.ts';
import { Fresh } from '../ui/fresh.tsx';
import { prettyJson } from '../ui/values/pretty-json.ts';
import { type RawPiece, readRaw, wholeRaw } from '../session/raw-text.ts';
import { sizeText } from '../ui/values/size-text.ts';
import { TextLines } from '../ui/values/text-lines.tsx';
import { useLatest } from '../ui/use-latest.ts';
import styles from './raw-view.module.css';

/** The event's raw text: formatted while it is small, unformatted and in pieces when it is big. */
export function RawView({ details }: { readonly details: Details }) {
  const { shown, failure } = useLatest(details.raw, eventWanted);
  if (failure !== undefined) return <p className={styles.bad}>{failure}</p>;
  if (shown === null) return <p className={styles.dim}>Reading …</p>;
  return (
    <Fresh of={details.raw}>
      <RawText key={shown.key} run={details.run} seq={shown.key} first={shown.value} />
    </Fresh>
  );
}

const prettyMost = 2 ** 20;

function RawText({ run, seq, first }: { readonly run: string; readonly seq: Seq; readonly first: RawPiece }) {
  const [pieces, setPieces] = useState<readonly RawPiece[]>([first]);
  const [problem, setProblem] = useState<string | null>(null);
  const text = useMemo(() => {
    const raw = pieces.map((piece) => piece.text).join('');
    return manyLines(first.nextOffset === null && raw.length < prettyMost ? prettyJson(raw) : raw);
  }, [pieces, first]);
  const nextOffset = pieces.at(-1)?.nextOffset ?? null;
  const failed = (error: unknown) => setProblem(error instanceof Error ? error.message : String(error));
  const more = () => {
    if (nextOffset === null) return;
    readRaw(run, seq, nextOffset).then((piece) => setPieces([...pieces, piece]), failed);
  };
  const copyAll = () => {
    const parts = nextOffset === null ? Promise.resolve(pieces.map((piece) => piece.text)) : wholeRaw(run, seq);
    parts.then((texts) => copyText(texts.join(''), `event ${seq} as JSON`)).catch(failed);
  };
  return (
    <div className={styles.raw}>
      <p className={styles.bar}>
        <span className={styles.dim}>{sizeText(first.bytes)}</span>
        <IconButton icon={Copy} size="small" label="Copy all" onClick={copyAll} />
      </p>
      <TextLines label={`Event ${seq} as JSON`} text={text} />
      {nextOffset === null ? null : (
        <button type="button" className={styles.more} onClick={more}>
          Load more: {sizeText(nextOffset)} of {sizeText(first.bytes)} are here
        </button>
      )}
      {problem === null ? null : <p className={styles.bad}>{problem}</p>}
    </div>
  );
}
