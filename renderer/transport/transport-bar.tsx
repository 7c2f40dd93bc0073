import {
  ArrowRightToLine,
  ChevronFirst,
  ChevronLast,
  FastForward,
  Pause,
  Play,
  Rewind,
  StepBack,
  StepForward,
} from 'lucide-react';
import { keysOf } from '../ui/commands.ts';
import { endOf } from '../../engine/model/steps.ts';
import { useChain } from '../session/chain.ts';
import { toggleFollowing, useRun, useSession } from '../session/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { goFirst, goLast, runBack, runForward, stepBack, stepForward } from './moves.ts';
import { ChainPlace } from './chain-place.tsx';
import { togglePlay, usePlayback } from './playback.ts';
import { Position } from './position.tsx';
import { Scrubber } from './scrubber.tsx';
import { SpeedChoice } from './speed-choice.tsx';
import styles from './transport-bar.module.css';

/** The position in the run, and all buttons to move on. */
export function TransportBar() {
  const { outline } = useRun();
  usePlayback();
  return (
    <section className={styles.bar} aria-label="Transport">
      <Buttons />
      <Scrubber />
      <SpeedChoice />
      <ChainPlace />
      <Position outline={outline} />
    </section>
  );
}

/** Follows the end of the run, like `tail -f`. */
function Follow() {
  const following = useSession((session) => session.following);
  const goesOn = useSession(({ open }) => open !== null && endOf(open.outline) === null);
  return (
    <IconButton
      size="large"
      icon={ArrowRightToLine}
      label="Follow: stay at the end while the run grows"
      keys={keysOf('follow')}
      pressed={following && goesOn}
      disabled={!goesOn}
      onClick={toggleFollowing}
    />
  );
}

function Buttons() {
  const playing = useSession((session) => session.playing);
  const chain = useChain();
  const atStart = useSession((session) => session.cursor <= (session.visible.events[0] ?? 1));
  const atEnd = useSession(
    (session) => session.cursor >= (session.visible.events.at(-1) ?? session.open?.outline.events ?? 0),
  );
  return (
    <div className={styles.buttons} role="toolbar" aria-label="Steps">
      <IconButton
        size="large"
        icon={ChevronFirst}
        label="First event"
        keys={keysOf('first')}
        disabled={atStart}
        onClick={goFirst}
      />
      <IconButton
        size="large"
        icon={Rewind}
        label="Back to the failure before"
        keys={keysOf('failure-previous')}
        disabled={atStart}
        onClick={runBack}
      />
      <IconButton
        size="large"
        icon={StepBack}
        label={atStart && chain?.previous ? 'Last event of the run before in the chain' : 'Previous event'}
        keys={keysOf('back')}
        disabled={atStart && !chain?.previous}
        onClick={stepBack}
      />
      <IconButton
        size="large"
        icon={playing ? Pause : Play}
        label={playing ? 'Pause' : 'Play'}
        keys={keysOf('play')}
        primary
        onClick={togglePlay}
      />
      <IconButton
        size="large"
        icon={StepForward}
        label={atEnd && chain?.next ? 'First event of the run that goes on' : 'Next event'}
        keys={keysOf('step')}
        disabled={atEnd && !chain?.next}
        onClick={stepForward}
      />
      <IconButton
        size="large"
        icon={FastForward}
        label="On to the next failure"
        keys={keysOf('failure-next')}
        disabled={atEnd}
        onClick={runForward}
      />
      <IconButton
        size="large"
        icon={ChevronLast}
        label="Last event"
        keys={keysOf('last')}
        disabled={atEnd}
        onClick={goLast}
      />
      <Follow />
    </div>
  );
}
