import { useEffect } from 'react';
import { useSession } from '../session/session.ts';
import { prepareCode } from '../session/code/ask-code.ts';
import { ChooseCode } from './choose-code.tsx';
import { CodeView } from './code-view.tsx';
import { useCode } from '../session/code/code-state.ts';

/** The code of the open run: chosen here, replayed on request, viewed event by event. */
export function CodePane() {
  const run = useSession((session) => session.open?.summary.runId);
  const ready = useSession((session) => session.connection === 'ready');
  const { offer, choosing, replayed } = useCode();
  useEffect(() => {
    if (ready) void prepareCode();
  }, [run, ready]);
  const isShown = replayed !== null && replayed.asked.run === run;
  return (
    <section aria-label="Code" style={{ height: '100%' }}>
      {isShown && !choosing ? (
        <CodeView replayed={replayed} />
      ) : offer === null ? null : (
        <ChooseCode key={run} offer={offer} />
      )}
    </section>
  );
}
