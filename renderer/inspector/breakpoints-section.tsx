import { useEffect, useState } from 'react';
import { ArrowDownToLine, ArrowUpToLine, X } from 'lucide-react';
import { operationStatuses, runStatuses } from '../../engine/model/effect.ts';
import { countText } from '../../engine/model/duration.ts';
import { parseIgnoreRule } from '../../engine/model/compare/ignore-rules.ts';
import { errorInfo } from '../../engine/model/errors.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { type Relation, relations } from '../../engine/model/watch/traced.ts';
import { useCode } from '../session/code/code-state.ts';
import { busy } from '../session/idle.ts';
import { type OpenRun, useSession } from '../session/session.ts';
import { addBreakpoint, removeBreakpoint, switchBreakpoint, useBreakpoints } from '../session/stops/breakpoints.ts';
import { runTo, stopsOf } from '../session/stops/find-stops.ts';
import { type Breakpoint, keyOf, needsCode, type StopWhat } from '../session/stops/stop.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText, oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import stale from '../ui/stale.module.css';
import { AddForm } from './add-form.tsx';
import { operationNames } from './offered-names.ts';
import { relationWords, stopWords, wholeStop } from './stop-words.ts';
import styles from './breakpoints-section.module.css';

/** The breakpoints, and the buttons from stop to stop. */
export function BreakpointsSection({ open }: { readonly open: OpenRun }) {
  const list = useBreakpoints((state) => state.list);
  const some = list.length > 0;
  return (
    // With the first breakpoint it opens, unless a person folded it.
    <Section id="breakpoints" title="Breakpoints" aside={some ? <Ways /> : null} openAtFirst={some}>
      <ul className={styles.list} aria-label="Breakpoints">
        {list.map((breakpoint) => (
          <Row key={keyOf(breakpoint.what)} breakpoint={breakpoint} />
        ))}
      </ul>
      <AddBreakpoint outline={open.outline} />
    </Section>
  );
}

function Ways() {
  return (
    <>
      <IconButton
        icon={ArrowUpToLine}
        label="Run back to the stop before"
        keys={keysOf('run-back')}
        size="small"
        onClick={() => void runTo(-1)}
      />
      <IconButton
        icon={ArrowDownToLine}
        label="Run to the next stop"
        keys={keysOf('run-on')}
        size="small"
        onClick={() => void runTo(1)}
      />
    </>
  );
}

function Row({ breakpoint: { what, on } }: { readonly breakpoint: Breakpoint }) {
  const { kind, words } = stopWords(what);
  return (
    <li className={styles.row}>
      <label className={styles.what}>
        <input
          type="checkbox"
          checked={on}
          aria-label={`Stop at ${kind} ${words}`}
          onChange={({ target }) => switchBreakpoint(what, target.checked)}
        />
        <span className={styles.kind}>{kind}</span>
        <span className={styles.text} title={wholeStop(what)}>
          {oneLine(words, 120)}
        </span>
      </label>
      <Stops what={what} />
      <IconButton icon={X} label={`Remove ${words}`} size="small" onClick={() => removeBreakpoint(what)} />
    </li>
  );
}

/** Number of stops of a breakpoint in this run, or why it is unknown. */
function Stops({ what }: { readonly what: StopWhat }) {
  const outline = useSession((session) => session.open?.outline ?? null);
  const events = useSession((session) => session.open?.outline.events ?? 0);
  const replayed = useCode((state) => state.replayed);
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (outline === null) return undefined;
    let current = true;
    const done = busy();
    const ofRun = replayed?.asked.run === outline.run ? replayed : null;
    stopsOf(what, outline, ofRun)
      .then((stops) => {
        if (!current) return;
        setProblem(null);
        setWords(needsCode(what) && ofRun === null ? 'needs code' : `${countText(stops.length)} ×`);
      })
      .catch((error: unknown) => current && setProblem(errorInfo(error).message))
      .finally(done);
    return () => {
      current = false;
      done();
    };
  }, [what, outline, events, replayed]);
  const tip =
    what.type === 'line'
      ? 'A line stops where the code asks for something there or comes to wait there; one that it only passes does not'
      : undefined;
  if (problem === null)
    return (
      <span className={styles.count} title={tip}>
        {words === '0 ×' && what.type === 'line' ? 'never asks or waits there' : words}
      </span>
    );
  return <span className={`${stale.problem} ${styles.failure}`}>{lineText(problem, 300)}</span>;
}

const kinds = [
  ['event', 'Event type'],
  ['operation', 'Operation'],
  ['status', 'Status'],
  ['failure', 'Failure'],
  ['payload', 'Payload'],
  ['expression', 'Expression'],
] as const;
type Kind = (typeof kinds)[number][0];

const examples: Readonly<Record<Kind, string>> = {
  event: 'name',
  operation: 'name',
  status: 'failed',
  failure: 'card declined',
  payload: '**.total',
  expression: 'total > 100 && $state.open === 0',
};

function AddBreakpoint({ outline }: { readonly outline: Outline }) {
  const [relation, setRelation] = useState<Relation>('is');
  const [value, setValue] = useState('');
  const add = (kind: Kind, text: string): string | null => {
    try {
      addBreakpoint(stopOf(kind, text, relation, value));
      setValue('');
      return null;
    } catch (error) {
      return errorInfo(error).message;
    }
  };
  const comparison = (
    <span className={styles.comparison}>
      <select
        aria-label="How the value is compared"
        value={relation}
        onChange={({ target }) => setRelation(relations.find((each) => each === target.value) ?? 'is')}
      >
        {relations.map((each) => (
          <option key={each} value={each}>
            {relationWords[each]}
          </option>
        ))}
      </select>
      {relation === 'exists' ? null : (
        <input
          aria-label="Value to compare with"
          value={value}
          placeholder="100"
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setValue(target.value)}
        />
      )}
    </span>
  );
  return (
    <AddForm
      kinds={kinds}
      kindLabel="Kind of breakpoint"
      label="Where to stop"
      word="Add"
      offered={(kind) => offeredFor(kind, outline)}
      placeholder={(kind, [first]) => (kind === 'status' ? examples.status : (first ?? examples[kind]))}
      more={(kind) => (kind === 'payload' ? comparison : null)}
      onAdd={add}
    />
  );
}

const statuses = [...new Set<string>([...operationStatuses, ...runStatuses])];

function offeredFor(kind: Kind, outline: Outline): readonly string[] {
  if (kind === 'event') return outline.types;
  if (kind === 'operation') return operationNames(outline);
  return kind === 'status' ? statuses : [];
}

/** Throws `bad-pattern`. */
function stopOf(kind: Kind, text: string, relation: Relation, value: string): StopWhat {
  switch (kind) {
    case 'event':
    case 'operation':
      return { type: kind, name: text };
    case 'status':
      parseIgnoreRule(text, 'The status');
      return { type: kind, status: text };
    case 'payload':
      parseIgnoreRule(text, 'The path');
      return { type: kind, path: text, relation, value: relation === 'exists' ? '' : value };
    default:
      return { type: kind, text };
  }
}
