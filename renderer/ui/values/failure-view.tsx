import { useState } from 'react';
import type { Failure } from '../../../engine/model/effect.ts';
import { oneLine } from '../plain-text.ts';
import { ValueTree } from './shown-value-view.tsx';
import { stackFrames } from './stack-frames.ts';
import styles from './failure-view.module.css';

const mostCauses = 20;
const fewFrames = 3;

/** A failure and its causes, outermost first, each with its stack. */
export function FailureView({ failure }: { readonly failure: Failure }) {
  const chain = chainOf(failure);
  return (
    <ol className={styles.chain}>
      {chain.slice(0, mostCauses).map((each, index) => (
        <li key={index} className={styles.link}>
          {index === 0 ? null : <span className={styles.by}>caused by</span>}
          <FailureLines failure={each} />
        </li>
      ))}
      {chain.length > mostCauses ? <li className={styles.by}>and {chain.length - mostCauses} more causes</li> : null}
    </ol>
  );
}

function chainOf(failure: Failure): Failure[] {
  const chain: Failure[] = [];
  for (let each: Failure | undefined = failure; each !== undefined; each = each.cause) chain.push(each);
  return chain;
}

function FailureLines({ failure }: { readonly failure: Failure }) {
  const { type, message, source, nonRetryable, details, stack } = failure;
  const words = [
    nonRetryable === true ? 'not retryable' : null,
    source === undefined ? null : `from ${oneLine(source, 80)}`,
  ];
  const said = words.filter((word) => word !== null).join(' · ');
  return (
    <>
      <p className={styles.message}>
        {type === undefined ? null : <b className={styles.type}>{oneLine(type, 200)}</b>}
        {type === undefined || message === '' ? null : ': '}
        {oneLine(message, 2000)}
      </p>
      {said === '' ? null : <p className={styles.words}>{said}</p>}
      {details === undefined ? null : <ValueTree label="Details of the failure" value={details} root="details" />}
      {stack === undefined ? null : <Stack frames={stackFrames(stack, message)} />}
    </>
  );
}

function Stack({ frames }: { readonly frames: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? frames.slice(0, 500) : frames.slice(0, fewFrames);
  if (frames.length === 0) return null;
  return (
    <div className={styles.stack}>
      {shown.map((frame, index) => (
        <div key={index} className={styles.frame} title={frame}>
          {oneLine(frame, 400)}
        </div>
      ))}
      {frames.length <= fewFrames ? null : (
        <button type="button" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? 'Fewer frames'
            : `${frames.length - fewFrames} more ${frames.length - fewFrames === 1 ? 'frame' : 'frames'}`}
        </button>
      )}
    </div>
  );
}
