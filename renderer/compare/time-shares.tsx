import type { Both, Share, Times } from '../../engine/model/compare/comparison.ts';
import { durationText } from '../../engine/model/duration.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { differenceText } from '../session/compare/row-facts.ts';
import styles from './time-shares.module.css';

const shown = 6;
const legend = [
  ['run', 'run'],
  ['schedule-to-start', 'schedule-to-start'],
  ['retry', 'retries and back-off'],
  ['unknown', 'not known'],
] as const;

/** Where the time of each run went: A's bar above B's, each with its share of queueing and retries. */
export function TimeShares({ times }: { readonly times: Times }) {
  const { shares } = times;
  if (times.total.left === null || times.total.right === null)
    return <p className={styles.none}>Times are missing in one of the runs.</p>;
  if (shares.length === 0) return <p className={styles.none}>Nothing took time in either run.</p>;
  const most = Math.max(1, ...shares.map(({ leftMs, rightMs }) => Math.max(leftMs, rightMs)));
  return (
    <table className={styles.table}>
      <caption>
        Where the time went{totalText(times)}
        <span className={styles.legend}>
          {legend.map(([part, word]) => (
            <span key={part}>
              <i data-part={part} /> {word}
            </span>
          ))}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">A above B</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          <th scope="col">B − A</th>
        </tr>
      </thead>
      <tbody>
        {shares.slice(0, shown).map((share) => (
          <ShareRow key={`${share.kind} ${share.name}`} share={share} most={most} />
        ))}
      </tbody>
    </table>
  );
}

function ShareRow({ share, most }: { readonly share: Share; readonly most: number }) {
  const { kind, name, leftMs, rightMs, scheduleToStartMs, retryMs, unknownMs } = share;
  const difference = differenceText(leftMs, rightMs);
  return (
    <tr>
      <th scope="row" title={`${lineText(name)}\n${partsText(share)}`}>
        <KindGlyph kind={kind} size={12} /> {lineText(name, 60)}
        <Bar
          all={leftMs}
          scheduleToStart={scheduleToStartMs.left}
          retry={retryMs.left}
          unknown={unknownMs.left}
          most={most}
        />
        <Bar
          all={rightMs}
          scheduleToStart={scheduleToStartMs.right}
          retry={retryMs.right}
          unknown={unknownMs.right}
          most={most}
        />
      </th>
      <td>{durationText(leftMs)}</td>
      <td>{durationText(rightMs)}</td>
      <td className={styles.difference}>
        {difference === null ? '–' : difference.ms}
        <PartWords scheduleToStartMs={scheduleToStartMs} retryMs={retryMs} least={Math.max(leftMs, rightMs) / 50} />
      </td>
    </tr>
  );
}

type PartProps = { readonly scheduleToStartMs: Both<number>; readonly retryMs: Both<number>; readonly least: number };

/** Parts shorter than `least` ms are omitted. */
function PartWords({ scheduleToStartMs, retryMs, least }: PartProps) {
  const of = ({ left, right }: Both<number>) => (Math.abs(right - left) < least ? null : differenceText(left, right));
  const [retry, queue] = [of(retryMs), of(scheduleToStartMs)];
  const words = [retry === null ? '' : `retries ${retry.ms}`, queue === null ? '' : `to start ${queue.ms}`].filter(
    (text) => text !== '',
  );
  return words.length === 0 ? null : <small className={styles.parts}>{words.join(', ')}</small>;
}

type BarProps = {
  readonly all: number;
  readonly scheduleToStart: number;
  readonly retry: number;
  readonly unknown: number;
  readonly most: number;
};

function Bar({ all, scheduleToStart, retry, unknown, most }: BarProps) {
  const part = (ms: number): string => `${(Math.max(0, ms) / most) * 100}%`;
  return (
    <span className={styles.bar} aria-hidden>
      <i data-part="schedule-to-start" style={{ width: part(scheduleToStart) }} />
      <i data-part="retry" style={{ width: part(retry) }} />
      <i data-part="unknown" style={{ width: part(unknown) }} />
      <i data-part="run" style={{ width: part(all - scheduleToStart - retry - unknown) }} />
    </span>
  );
}

/** `: A 10 s, B 15 s, +5.4 s (+54 %)` */
function totalText({ total: { left, right } }: Times): string {
  const difference = differenceText(left, right);
  const more =
    difference === null ? '' : `, ${difference.ms}${difference.share === '' ? '' : ` (${difference.share})`}`;
  return `: A ${durationText(left)}, B ${durationText(right)}${more}`;
}

function partsText({ scheduleToStartMs, retryMs, unknownMs }: Share): string {
  const line = (name: string, { left, right }: Both<number>): string =>
    `${name}: A ${durationText(left)}, B ${durationText(right)}`;
  const lines = [line('Schedule-to-start', scheduleToStartMs), line('Retrying', retryMs)];
  return [...lines, ...(unknownMs.left + unknownMs.right === 0 ? [] : [line('Not known', unknownMs)])].join('\n');
}
