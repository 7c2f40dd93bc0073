// The parts of a share of the time, drawn alike wherever it is said where the time went.

import styles from './shares-table.module.css';

const parts = [
  ['schedule-to-start', 'schedule-to-start'],
  ['retry', 'retries and back-off'],
  ['unknown', 'not known'],
  ['run', 'run'],
] as const;

/** Lengths in ms; what is in none of the parts is the work itself. */
export type ShareParts = {
  readonly totalMs: number;
  readonly scheduleToStartMs: number;
  readonly retryMs: number;
  readonly unknownMs: number;
};

export function ShareLegend() {
  return (
    <span className={styles.legend}>
      {parts.map(([part, word]) => (
        <span key={part}>
          <i data-part={part} /> {word}
        </span>
      ))}
    </span>
  );
}

/** `fullMs`: the length that fills the width of the bar. */
export function ShareBar({ share, fullMs }: { readonly share: ShareParts; readonly fullMs: number }) {
  const lengths = lengthsOf(share);
  return (
    <span className={styles.bar} aria-hidden>
      {parts.map(([part]) =>
        lengths[part] <= 0 ? null : (
          <i key={part} data-part={part} style={{ width: `${(lengths[part] / Math.max(1, fullMs)) * 100}%` }} />
        ),
      )}
    </span>
  );
}

function lengthsOf({ totalMs, scheduleToStartMs, retryMs, unknownMs }: ShareParts) {
  return {
    'schedule-to-start': scheduleToStartMs,
    retry: retryMs,
    unknown: unknownMs,
    run: totalMs - scheduleToStartMs - retryMs - unknownMs,
  };
}
