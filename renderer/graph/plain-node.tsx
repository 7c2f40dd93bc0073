import { memo, useCallback } from 'react';
import type { NodeProps } from '@xyflow/react';
import { Play } from 'lucide-react';
import { durationText } from '../../engine/model/duration.ts';
import type { RunStatus } from '../../engine/model/effect.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { timeOf } from '../../engine/model/outline.ts';
import { type Session, useSession } from '../session/session.ts';
import { useLive } from '../ui/live.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import type { PlainFlowNode } from './flow-items.ts';
import { useGraph } from './graph-state.ts';
import { isLit } from './lit.ts';
import { NodeButton } from './node-button.tsx';
import { rangeText } from './node-text.ts';
import styles from './node.module.css';

/** The start of the run, its end, and joints between many sources and many targets. */
export const PlainNode = memo(function PlainNode({ id, data: { node } }: NodeProps<PlainFlowNode>) {
  const root = useLive(
    useCallback(
      (element: HTMLDivElement, { cursor }: Session) => {
        element.toggleAttribute('data-future', cursor < node.from);
        element.toggleAttribute('data-here', cursor === node.from);
      },
      [node],
    ),
  );
  const lit = useGraph((graph) => isLit(graph, id));
  const joint = node.type === 'joint';
  const name = titleOf(node);
  return (
    <div
      ref={root}
      className={joint ? styles.joint : styles.node}
      data-terminal={joint ? undefined : true}
      data-tone={node.type === 'end' ? statusLook(node.name as RunStatus).tone : 'start'}
      data-lit={lit ?? undefined}
    >
      {joint ? null : <Icon node={node} />}
      <NodeButton id={id} name={name} label={joint ? `Task at event #${node.from}` : `${name}, event #${node.from}`} />
      {joint ? null : <Facts node={node} />}
    </div>
  );
});

function Icon({ node }: { readonly node: GraphNode }) {
  const Glyph = node.type === 'start' ? Play : statusLook(node.name as RunStatus).icon;
  return <Glyph className={styles.kind} size={13} aria-hidden />;
}

function titleOf(node: GraphNode): string {
  if (node.type === 'joint') return '';
  if (node.type === 'start') return node.name;
  const { word } = statusLook(node.name as RunStatus);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function Facts({ node }: { readonly node: GraphNode }) {
  const text = useSession(({ open }) => {
    if (open === null) return '';
    if (node.type === 'start') return lineText(open.summary.workflowType ?? '', 60);
    const [from, to] = [timeOf(open.outline, 1), timeOf(open.outline, node.from)];
    return from === null || to === null ? '' : `after ${durationText(to - from)}`;
  });
  return (
    <span className={styles.line}>
      <span className={styles.text}>{text}</span>
      <span className={styles.range}>{rangeText(node)}</span>
    </span>
  );
}
