import { memo, type ReactNode, useLayoutEffect, useRef } from 'react';
import type { NodeProps } from '@xyflow/react';
import { ChevronsLeftRight, Repeat } from 'lucide-react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { OperationStatus } from '../../engine/model/effect.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { useCriticalText } from '../session/critical.ts';
import { useSession } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Badges } from './badges.tsx';
import type { OperationFlowNode } from './flow-items.ts';
import { selectNode } from './go.ts';
import { useGraph } from './graph-state.ts';
import { useLeftOut, useLit } from './lit.ts';
import { NodeButton } from './node-button.tsx';
import { paintNode } from './node-painter.ts';
import { passingCount, passingOf } from './passing.ts';
import { rangeText } from './node-text.ts';
import { isSmall, THREE_LINES } from './sizes.ts';
import { type NodePart, tallies, type TallyName } from './write-node.ts';
import styles from './node.module.css';

/** Redrawn only on selection or highlight: texts that depend on the cursor are written directly. */
export const OperationNode = memo(function OperationNode(props: NodeProps<OperationFlowNode>) {
  const { id, positionAbsoluteX: x, positionAbsoluteY: y, width = 0, height = 0 } = props;
  const { node } = props.data;
  const selected = useSession(
    ({ selected }) => selected !== null && (holds(node.members, selected) || holds(node.badges, selected)),
  );
  const lit = useLit(id);
  const isLeftOut = useLeftOut(id);
  const slowest = useGraph(({ laid }) => laid !== null && laid.slowest.includes(id));
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (root.current === null) return undefined;
    return paintNode({ element: root.current, box: { x, y, width, height }, node });
  }, [node, x, y, width, height]);
  const { role, icon: KindIcon } = kindLook(node.kind);
  const opens = node.opens !== null;
  return (
    <div
      ref={root}
      className={styles.node}
      data-role={role}
      data-selected={selected || undefined}
      data-lit={lit ?? undefined}
      data-fold={node.members.length > 1 || undefined}
      data-badged={node.badges.length > 0 || undefined}
      data-slowest={slowest || undefined}
    >
      <Badges node={node} />
      <KindIcon className={styles.kind} size={13} aria-hidden />
      <NodeButton
        id={id}
        name={lineText(node.name, 120)}
        pressed={selected}
        expanded={opens ? false : undefined}
        isLeftOut={isLeftOut}
        onSelect={() => selectNode(node)}
      />
      {node.members.length > 1 ? <FoldCount node={node} /> : null}
      {slowest ? <span className={styles.slowest}>slowest</span> : null}
      {isSmall(node) ? <Range node={node} /> : <Facts isTall={height >= THREE_LINES} node={node} />}
    </div>
  );
});

function holds(operations: Uint32Array, operation: number): boolean {
  return operations[countUpTo(operations, operation) - 1] === operation;
}

/** `×2,037` or, where a filter leaves some of them, `3/2,037`. */
function FoldCount({ node }: { readonly node: GraphNode }) {
  const Glyph = node.iterationsBegan === null ? ChevronsLeftRight : Repeat;
  const left = useSession((session) => {
    const passing = passingOf(session);
    return passing === null ? 0 : passingCount(node, passing);
  });
  return (
    <span className={styles.count} title={left === 0 ? undefined : `${countText(left)} left by the filter`}>
      <Glyph size={10} aria-hidden />
      {left === 0 ? '×' : `${countText(left)}/`}
      {countText(node.members.length)}
    </span>
  );
}

type FactsProps = { readonly isTall: boolean; readonly node: GraphNode };

function Facts({ isTall, node }: FactsProps) {
  const status = (
    <span className={styles.status}>
      <Part name="status" />
    </span>
  );
  if (!isTall) return <Line left={status} node={node} />;
  return (
    <>
      <span className={styles.line}>{status}</span>
      <Line left={node.tally === null ? <Part name="effort" /> : <Counts />} node={node} />
    </>
  );
}

function Part({ name }: { readonly name: NodePart }) {
  return <span className={styles.text} data-part={name} />;
}

function Line({ left, node }: { readonly left: ReactNode; readonly node: GraphNode }) {
  return (
    <span className={styles.line}>
      {left}
      <Range node={node} />
    </span>
  );
}

/** Its events or, while the critical path is lit, how much of the run was waited for it. */
function Range({ node }: { readonly node: GraphNode }) {
  const critical = useCriticalText(node.members);
  return critical === '' ? (
    <span className={styles.range}>{rangeText(node)}</span>
  ) : (
    <span className={styles.share}>{critical}</span>
  );
}

const tallyStatus: Readonly<Record<TallyName, OperationStatus>> = {
  open: 'started',
  ok: 'completed',
  bad: 'failed',
  off: 'canceled',
};

function Counts() {
  return (
    <span className={styles.counts}>
      {tallies.map((name) => (
        <span key={name} className={styles.tally}>
          <span className={styles.number} data-part={name} />
          <StatusGlyph status={tallyStatus[name]} size={11} />
        </span>
      ))}
    </span>
  );
}
