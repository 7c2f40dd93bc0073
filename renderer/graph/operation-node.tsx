import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import { ChevronsLeftRight, Repeat } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import { lookOf, type NodeLook } from '../../engine/model/graph-look.ts';
import type { GraphNode } from '../../engine/model/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/line-text.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import type { OperationFlowNode } from './flow-items.ts';
import { goToNode, openOrClose } from './go.ts';
import { useGraph } from './graph-state.ts';
import { isLit } from './lit.ts';
import { NodeButton } from './node-button.tsx';
import { effortText, nodeLabel, rangeText, statusText, textCursor } from './node-text.ts';
import { hasThirdLine, isSmall } from './sizes.ts';
import styles from './node.module.css';

export const OperationNode = memo(function OperationNode({ id, data: { outline, node } }: NodeProps<OperationFlowNode>) {
  const look = useSession(useShallow((session) => lookOf(outline, node, session.cursor)));
  const selected = useSession(({ selected }) => selected !== null && node.members[countUpTo(node.members, selected) - 1] === selected);
  const lit = useGraph((graph) => isLit(graph, id));
  const cursor = useSession((session) => textCursor(outline, look, session.cursor));
  const name = lineText(node.name, 120);
  const { role, icon: KindIcon } = kindLook(node.kind);
  const status = look.status === null ? null : statusLook(look.status);
  const opens = node.opens !== null;
  return (
    <div
      className={styles.node}
      data-role={role}
      data-tone={status?.tone}
      data-future={look.reached ? undefined : true}
      data-here={look.here || undefined}
      data-selected={selected || undefined}
      data-lit={lit ?? undefined}
      data-fold={node.members.length > 1 || undefined}
    >
      <KindIcon className={styles.kind} size={13} aria-hidden />
      <NodeButton
        id={id}
        name={name}
        label={nodeLabel(outline, node, look, name, cursor)}
        pressed={selected}
        expanded={opens ? false : undefined}
        // The second click of a double one opens a fold; it does not also go on to the last event.
        onGo={(second) => (opens && second ? undefined : goToNode(node))}
        onOpen={opens ? () => openOrClose(id) : undefined}
      />
      {node.members.length > 1 ? <FoldCount node={node} /> : null}
      {isSmall(node) ? <span className={styles.range}>{rangeText(node)}</span> : null}
      {isSmall(node) ? null : <Facts outline={outline} node={node} look={look} cursor={cursor} />}
    </div>
  );
});

function FoldCount({ node }: { readonly node: GraphNode }) {
  const Glyph = node.passBegan === null ? ChevronsLeftRight : Repeat;
  return (
    <span className={styles.count}>
      <Glyph size={10} aria-hidden />×{countText(node.members.length)}
    </span>
  );
}

type FactsProps = { readonly outline: Outline; readonly node: GraphNode; readonly look: NodeLook; readonly cursor: number };

function Facts({ outline, node, look, cursor }: FactsProps) {
  const StatusIcon = look.reached && look.status !== null ? statusLook(look.status).icon : null;
  const tone = look.status === null ? undefined : statusLook(look.status).tone;
  const text = lineText(statusText(outline, node, look, cursor), 60);
  const status = (
    <span className={styles.status}>
      {StatusIcon === null ? null : <StatusIcon className={tones.status} data-tone={tone} size={12} aria-hidden />}
      <span className={styles.text}>{text}</span>
    </span>
  );
  if (!hasThirdLine(outline, node)) return <Line left={status} node={node} />;
  return (
    <>
      <span className={styles.line}>{status}</span>
      <Line left={node.tally === null ? <span className={styles.text}>{effortText(outline, look, cursor)}</span> : <Counts look={look} />} node={node} />
    </>
  );
}

function Line({ left, node }: { readonly left: React.ReactNode; readonly node: GraphNode }) {
  return (
    <span className={styles.line}>
      {left}
      <span className={styles.range}>{rangeText(node)}</span>
    </span>
  );
}

const counted = [
  ['open', 'started'],
  ['ok', 'completed'],
  ['bad', 'failed'],
  ['off', 'cancelled'],
] as const;

function Counts({ look }: { readonly look: NodeLook }) {
  return (
    <span className={styles.counts}>
      {counted.map(([count, status]) => {
        const { icon: Icon, tone } = statusLook(status);
        if (look[count] === 0) return null;
        return (
          <span key={count} className={styles.tally}>
            {countText(look[count])}
            <Icon className={tones.status} data-tone={tone} size={11} aria-hidden />
          </span>
        );
      })}
    </span>
  );
}
