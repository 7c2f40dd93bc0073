import { type ReactNode, useEffect, useState } from 'react';
import type { RunFacts } from '../../engine/model/api.ts';
import { durationText } from '../../engine/model/duration.ts';
import { spanMs } from '../../engine/model/moment.ts';
import { endOf } from '../../engine/model/steps.ts';
import { copyText } from '../session/copying.ts';
import { ask } from '../session/engine.ts';
import { type OpenRun, useSession } from '../session/session.ts';
import { clockText, zoneName } from '../ui/clock.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { FailureView } from '../ui/values/failure-view.tsx';
import { ShownValueView } from '../ui/values/shown-value-view.tsx';
import { Relations } from './relations.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { Fact } from './fact.tsx';
import styles from './run-section.module.css';

/** The run as a whole, independent of the cursor: input and result, identity, place and time, relatives. */
export function RunSection({ open }: { readonly open: OpenRun }) {
  return (
    <Section id="run" title="Run" openAtFirst={false}>
      <Facts open={open} />
    </Section>
  );
}

function Facts({ open: { summary, outline } }: { readonly open: OpenRun }) {
  const { runId, workflowId, workflowType, startedAtMs, endedAtMs, status, events } = summary;
  const facts = useFacts(runId, events);
  const utc = useSession((session) => session.utc);
  const goesOn = status === 'running' || status === 'paused';
  return (
    <>
      <Values facts={facts} run={runId} end={endOf(outline)?.seq ?? events} />
      <dl className={styles.facts}>
        <Fact name="Type">{workflowType === null ? 'unknown' : oneLine(workflowType, 300)}</Fact>
        {workflowId === null ? null : <Id name="Workflow id" id={workflowId} />}
        <Id name="Run id" id={runId} />
        <Fact name="Started">{momentText(startedAtMs, utc)}</Fact>
        <Fact name={goesOn ? 'Last event' : 'Ended'}>{momentText(endedAtMs, utc)}</Fact>
        <Fact name="Duration">{durationText(spanMs(startedAtMs, endedAtMs))}</Fact>
        {facts?.facts.map(({ name, value }) => (
          <Fact key={name} name={name}>
            {oneLine(value, 300)}
          </Fact>
        ))}
        <Fact name="Form">
          {oneLine(summary.form, 200)}, {oneLine(summary.source, 200)}
        </Fact>
      </dl>
      <Relations summary={summary} outline={outline} />
    </>
  );
}

type ValuesProps = { readonly facts: RunFacts | null; readonly run: string; readonly end: number };

function Values({ facts, run, end }: ValuesProps) {
  if (facts === null) return null;
  const { input, result, nextInput, failure } = facts;
  return (
    <>
      {input === undefined ? null : (
        <Part title="Input" at={1}>
          <ShownValueView label="Input of the run" shown={input} root="input" run={run} seq={1} />
        </Part>
      )}
      {result === undefined ? null : (
        <Part title="Result" at={end}>
          <ShownValueView label="Result of the run" shown={result} root="result" run={run} seq={end} />
        </Part>
      )}
      {nextInput === undefined ? null : (
        <Part title="Input of the next run" at={end}>
          <ShownValueView label="Input of the next run" shown={nextInput} root="input" run={run} seq={end} />
        </Part>
      )}
      {failure === undefined ? null : (
        <Part title="Failure" at={end}>
          <FailureView failure={failure} />
        </Part>
      )}
    </>
  );
}

type PartProps = { readonly title: string; readonly at: number; readonly children: ReactNode };

/** Marks a part that is in the future. */
function Part({ title, at, children }: PartProps) {
  const later = useSession((session) => at > session.cursor);
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>
        {title}{' '}
        {later ? (
          <span className={styles.later}>
            later, <SeqLink seq={at} word="at" />
          </span>
        ) : null}
      </h3>
      {children}
    </div>
  );
}

function Id({ name, id }: { readonly name: string; readonly id: string }) {
  return (
    <Fact name={name}>
      <button
        type="button"
        className={styles.id}
        title={`Copy: ${oneLine(id, 500)}`}
        onClick={() => void copyText(id, `the ${name.toLowerCase()}`)}
      >
        {oneLine(id, 500)}
      </button>
    </Fact>
  );
}

function momentText(atMs: number | null, utc: boolean): string {
  return atMs === null ? 'unknown' : `${clockText(atMs, utc, true)} ${zoneName(utc)}`;
}

/** Requested again when the run has grown; null while loading. */
function useFacts(run: string, events: number): RunFacts | null {
  const [known, setKnown] = useState<{ readonly run: string; readonly facts: RunFacts } | null>(null);
  useEffect(() => {
    let wanted = true;
    if (run === '') return;
    ask('readFacts', { run }).then(
      (facts) => wanted && setKnown({ run, facts }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [run, events]);
  return known?.run === run ? known.facts : null;
}
