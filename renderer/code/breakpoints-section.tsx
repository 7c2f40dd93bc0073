import { type FormEvent, useEffect, useId, useMemo, useState } from 'react';
import { ArrowDownToLine, ArrowUpToLine, X } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import { nameOf, type Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session/session.ts';
import { busy } from '../session/idle.ts';
import control from '../ui/control.module.css';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText, oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import stale from '../ui/stale.module.css';
import {
  addBreakpoint,
  type Breakpoint,
  keyOf,
  removeBreakpoint,
  runTo,
  stopsOf,
  type StopWhat,
  switchBreakpoint,
  useBreakpoints,
} from '../session/stops/breakpoints.ts';
import { useCode } from '../session/code/code-state.ts';
import { placeText } from './marks.ts';
import styles from './breakpoints-section.module.css';

/** The breakpoints of a run, and the buttons from stop to stop. */
export function BreakpointsSection() {
  const list = useBreakpoints((state) => state.list);
  const aside = (
    <>
      <IconButton
        icon={ArrowUpToLine}
        label="Run back to the stop before"
        keys={keysOf('run-back')}
        size="small"
        disabled={list.length === 0}
        onClick={() => void runTo(-1)}
      />
      <IconButton
        icon={ArrowDownToLine}
        label="Run to the next stop"
        keys={keysOf('run-on')}
        size="small"
        disabled={list.length === 0}
        onClick={() => void runTo(1)}
      />
    </>
  );
  return (
    <Section id="code-breakpoints" title="Breakpoints" aside={aside}>
      <ul className={styles.list} aria-label="Breakpoints">
        {list.map((breakpoint) => (
          <Row key={keyOf(breakpoint.what)} breakpoint={breakpoint} />
        ))}
      </ul>
      <AddForm />
    </Section>
  );
}

const kindWords: Readonly<Record<StopWhat['type'], string>> = {
  event: 'event',
  operation: 'operation',
  line: 'line',
  expression: 'when',
};

function Row({ breakpoint: { what, on } }: { readonly breakpoint: Breakpoint }) {
  const words = whatText(what);
  return (
    <li className={styles.row}>
      <label className={styles.what}>
        <input
          type="checkbox"
          checked={on}
          aria-label={`Stop at ${kindWords[what.type]} ${words}`}
          onChange={({ target }) => switchBreakpoint(what, target.checked)}
        />
        <span className={styles.kind}>{kindWords[what.type]}</span>
        <span className={styles.text} title={what.type === 'line' ? what.file : undefined}>
          {oneLine(words, 120)}
        </span>
      </label>
      <Stops what={what} />
      <IconButton icon={X} label={`Remove ${words}`} size="small" onClick={() => removeBreakpoint(what)} />
    </li>
  );
}

function whatText(what: StopWhat): string {
  if (what.type === 'line') return placeText(what);
  return what.type === 'expression' ? what.text : what.name;
}

/** Number of stops of a breakpoint in this run, or why it is unknown. */
function Stops({ what }: { readonly what: StopWhat }) {
  const outline = useSession((session) => session.open?.outline ?? null);
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
      .catch((error: unknown) => current && setProblem(error instanceof Error ? error.message : String(error)))
      .finally(done);
    return () => {
      current = false;
      done();
    };
  }, [what, outline, replayed]);
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

function needsCode({ type }: StopWhat): boolean {
  return type === 'line' || type === 'expression';
}

type Kind = 'event' | 'operation' | 'expression';
const kinds: readonly (readonly [Kind, string])[] = [
  ['event', 'Event type'],
  ['operation', 'Operation'],
  ['expression', 'Expression'],
];

function AddForm() {
  const outline = useSession((session) => session.open?.outline ?? null);
  const [kind, setKind] = useState<Kind>('event');
  const [text, setText] = useState('');
  const list = useId();
  const offered = useMemo(() => (outline === null ? [] : namesIn(outline, kind)), [outline, kind]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = text.trim();
    if (said === '') return;
    addBreakpoint(kind === 'expression' ? { type: kind, text: said } : { type: kind, name: said });
    setText('');
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <select
        className={styles.choice}
        aria-label="Kind of breakpoint"
        value={kind}
        onChange={({ target }) => setKind(kinds.find(([each]) => each === target.value)?.[0] ?? 'event')}
      >
        {kinds.map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
      <input
        className={styles.field}
        aria-label="Where to stop"
        list={list}
        value={text}
        placeholder={kind === 'expression' ? 'total > 100 && $state.open === 0' : (offered[0] ?? 'name')}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => setText(target.value)}
      />
      <datalist id={list}>
        {offered.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" className={control.bordered}>
        Add
      </button>
    </form>
  );
}

const mostNames = 200;

function namesIn(outline: Outline, kind: Kind): readonly string[] {
  if (kind === 'expression') return [];
  if (kind === 'event') return outline.types;
  const names = new Set<string>();
  for (let index = 0; index < outline.operations.count && names.size < mostNames; index++)
    names.add(nameOf(outline, index));
  return [...names];
}
