import { memo, useCallback } from 'react';
import type { NodeProps } from '@xyflow/react';
import { ChevronsLeftRight, ChevronsRightLeft, Repeat, Rows3 } from 'lucide-react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { GraphFrame } from '../../engine/model/graph/graph.ts';
import { useCriticalText } from '../session/critical.ts';
import type { Session } from '../session/session.ts';
import { LiveText } from '../ui/live-text.tsx';
import { lineText } from '../ui/plain-text.ts';
import type { FrameFlowNode } from './flow-items.ts';
import { membersIn } from './frame-members.ts';
import { openOrClose } from './go.ts';
import { useGraph } from './graph-state.ts';
import { dropFocus, itemId, keyOnItem } from './item-keys.ts';
import { useLit } from './lit.ts';
import styles from './frame.module.css';

/** A box around a loop, a stretch folded by name, or an open fold. Its heading opens and closes it. */
export const FrameNode = memo(function FrameNode({ id, data: { frame } }: NodeProps<FrameFlowNode>) {
  const iteration = useCallback(({ cursor }: Session) => iterationText(frame, cursor), [frame]);
  const focusable = useGraph((graph) => graph.focus === id);
  const lit = useLit(id);
  const Icon = icons[frame.type];
  const opens = frame.type === 'loop' || frame.type === 'opened';
  const title = titleOf(frame);
  const does = opens ? () => openOrClose(id) : undefined;
  return (
    <div className={styles.frame} data-type={frame.type} data-lit={lit ?? undefined}>
      <button
        type="button"
        id={itemId(id)}
        className={styles.heading}
        aria-expanded={opens ? frame.type === 'opened' : undefined}
        tabIndex={focusable ? 0 : -1}
        onMouseDownCapture={dropFocus}
        onClick={does}
        onKeyDown={(event) => keyOnItem(event, id)}
      >
        <Icon size={12} aria-hidden />
        <span className={styles.title}>{title}</span>
        {frame.iterationsBegan === null ? null : <LiveText className={styles.iteration} of={iteration} />}
        <Share id={id} />
      </button>
    </div>
  );
});

/** While the critical path is lit: how much of the run was waited for what is in the frame. */
function Share({ id }: { readonly id: string }) {
  const members = useGraph(({ laid }) => membersIn(laid, id));
  const text = useCriticalText(members);
  return text === '' ? null : <span className={styles.share}>{text}</span>;
}

function iterationText({ iterationsBegan }: GraphFrame, cursor: Seq): string {
  const iteration = iterationsBegan === null ? 0 : countUpTo(iterationsBegan, cursor);
  return iteration === 0 ? 'not yet' : `iteration ${countText(iteration)}`;
}

const icons = { loop: Repeat, mixed: ChevronsLeftRight, beside: Rows3, opened: ChevronsRightLeft } as const;

function titleOf(frame: GraphFrame): string {
  if (frame.type === 'loop') return `${countText(frame.count)} iterations`;
  if (frame.type === 'mixed') return `${countText(frame.count)} operations by name`;
  if (frame.type === 'beside') return `${countText(frame.count)} operations at once`;
  const part =
    frame.last - frame.first + 1 < frame.count ? ` ${countText(frame.first)}–${countText(frame.last)} of` : '';
  return `${lineText(frame.name, 60)} ·${part} ${countText(frame.count)}`;
}
