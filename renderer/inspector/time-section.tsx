import { useDeferredValue, useMemo } from 'react';
import { Route } from 'lucide-react';
import { type RunShare, runShares } from '../../engine/model/compare/run-shares.ts';
import { durationText } from '../../engine/model/duration.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { type OpenRun, select, toggleCritical, useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { lineText } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { ShareBar, ShareLegend } from '../ui/share-parts.tsx';
import table from '../ui/shares-table.module.css';
import styles from './time-section.module.css';

const most = 12;
/** Along the critical path, whatever the cursor: what the run waited for, and for how long. */
export function TimeSection({ open }: { readonly open: OpenRun }) {
  const critical = useSession((session) => session.critical);
  const light = (
    <IconButton
      size="small"
      icon={Route}
      label="Critical path, lit in graph and timeline"
      keys={keysOf('critical-path')}
      pressed={critical}
      onClick={toggleCritical}
    />
  );
  return (
    <Section id="time" title="Where the time went" aside={light} openAtFirst={false}>
      <Shares outline={open.outline} />
    </Section>
  );
}

function Shares({ outline: newest }: { readonly outline: Outline }) {
  const outline = useDeferredValue(newest);
  const { totalMs, shares } = useMemo(() => runShares(outline), [outline]);
  if (totalMs === null) return <p className={table.none}>Times are missing in this run.</p>;
  if (shares.length === 0) return <p className={table.none}>Nothing took time.</p>;
  const rest = shares.slice(most).reduce((sum, share) => sum + share.totalMs, 0);
  return (
    <table className={`${table.table} ${styles.table}`}>
      <caption>
        {durationText(totalMs)} in all
        <ShareLegend />
      </caption>
      <tbody>
        {shares.slice(0, most).map((share) => (
          <Row key={`${share.kind} ${share.name}`} share={share} totalMs={totalMs} />
        ))}
        {rest === 0 ? null : (
          <tr>
            <th scope="row">{shares.length - most} others</th>
            <td>{durationText(rest)}</td>
            <td>{shareText(rest, totalMs)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Row({ share, totalMs }: { readonly share: RunShare; readonly totalMs: number }) {
  const { kind, name, longest } = share;
  const label = lineText(name, 60);
  return (
    <tr>
      <th scope="row" title={partsText(share)}>
        <KindGlyph kind={kind} size={12} />{' '}
        {longest === NONE ? (
          label
        ) : (
          <button
            type="button"
            className={styles.name}
            title={`Select the longest: ${label}`}
            onClick={() => select(longest)}
          >
            {label}
          </button>
        )}
        <ShareBar share={share} fullMs={totalMs} />
      </th>
      <td>{durationText(share.totalMs)}</td>
      <td>{shareText(share.totalMs, totalMs)}</td>
    </tr>
  );
}

function shareText(ms: number, totalMs: number): string {
  if (totalMs === 0) return '';
  const share = (ms / totalMs) * 100;
  return share > 0 && share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}

function partsText({ name, totalMs, scheduleToStartMs, retryMs, unknownMs }: RunShare): string {
  const parts = [
    ['schedule-to-start', scheduleToStartMs],
    ['retries and back-off', retryMs],
    ['not known', unknownMs],
  ] as const;
  const told = parts.filter(([, ms]) => ms > 0).map(([word, ms]) => `${word} ${durationText(ms)}`);
  return [`${lineText(name)}: ${durationText(totalMs)}`, ...told].join('\n');
}
