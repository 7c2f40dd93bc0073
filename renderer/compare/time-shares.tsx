import type { Both, Share, Times } from '../../engine/model/compare/comparison.ts';
import { durationText } from '../../engine/model/duration.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { ShareBar, ShareLegend, type ShareParts } from '../ui/share-parts.tsx';
import table from '../ui/shares-table.module.css';
import { differenceText } from '../session/compare/row-facts.ts';
import styles from './time-shares.module.css';

const shown = 6;
/** Where the time of each run went: A's bar above B's, each with its share of queueing and retries. */
export function TimeShares({ times }: { readonly times: Times }) {
  const { shares } = times;
  if (times.total.left === null || times.total.right === null)
    return <p className={table.none}>Times are missing in one of the runs.</p>;
  if (shares.length === 0) return <p className={table.none}>Nothing took time in either run.</p>;
  const most = Math.max(1, ...shares.map(({ leftMs, rightMs }) => Math.max(leftMs, rightMs)));
  return (
    <table className={`${table.table} ${styles.table}`}>
      <caption>
        Where the time went{totalText(times)}
        <ShareLegend />
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
  const { kind, name, leftMs, rightMs, scheduleToStartMs, retryMs } = share;
  const difference = differenceText(leftMs, rightMs);
  return (
    <tr>
      <th scope="row" title={`${lineText(name)}\n${partsText(share)}`}>
        <KindGlyph kind={kind} size={12} /> {lineText(name, 60)}
        <ShareBar share={sideOf(share, 'left')} fullMs={most} />
        <ShareBar share={sideOf(share, 'right')} fullMs={most} />
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

function sideOf(
  { leftMs, rightMs, scheduleToStartMs, retryMs, unknownMs }: Share,
  side: keyof Both<number>,
): ShareParts {
  return {
    totalMs: side === 'left' ? leftMs : rightMs,
    scheduleToStartMs: scheduleToStartMs[side],
    retryMs: retryMs[side],
    unknownMs: unknownMs[side],
  };
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
