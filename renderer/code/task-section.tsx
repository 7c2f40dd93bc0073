import type { Seq } from '../../engine/model/event.ts';
import { commandOfEvent, commandSource, type Frames } from '../../engine/model/replay/frames.ts';
import { NONE } from '../../engine/model/outline.ts';
import { oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import stale from '../ui/stale.module.css';
import { commandsAt } from './marks.ts';
import { PlaceLink } from './place-link.tsx';
import styles from './task-section.module.css';

/** Commands and log output of the code at the event, and the call that the event itself resulted from. */
export function TaskSection({ frames, seq }: { readonly frames: Frames | null; readonly seq: Seq }) {
  if (frames === null) return null;
  const own = commandOfEvent(frames, seq);
  const commands = own === NONE ? commandsAt(frames, seq) : [own];
  const activation = frames.activations.indexOf(seq);
  const logs = activation === NONE ? [] : frames.logs.filter((log) => log.activation === activation);
  return (
    <Section id="code-task" title="Asked for" aside={commands.length === 0 ? undefined : commands.length}>
      {commands.length + logs.length === 0 ? (
        <p className={stale.quiet}>{activation === NONE ? 'The code was told nothing at this event.' : 'Nothing.'}</p>
      ) : null}
      <ul className={styles.list}>
        {commands.map((command) => (
          <Command key={command} frames={frames} command={command} />
        ))}
      </ul>
      {logs.map(({ level, text }, index) => (
        <p key={index} className={styles.log} data-level={level}>
          <span className={styles.level}>{level}</span> {oneLine(text, 400)}
        </p>
      ))}
    </Section>
  );
}

function Command({ frames, command }: { readonly frames: Frames; readonly command: number }) {
  const [call] = commandSource(frames, command);
  const event = frames.event[command] ?? 0;
  return (
    <li className={styles.command}>
      <span className={styles.type}>{frames.types[frames.type[command] ?? 0]}</span>
      {call === undefined ? null : <PlaceLink place={call} />}
      {event === 0 ? <span className={stale.quiet}>led to no event</span> : <SeqLink seq={event} />}
    </li>
  );
}
