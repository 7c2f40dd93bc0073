import { ToggleGroup } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import { keysOf } from '../ui/commands.ts';
import bar from '../ui/toolbar.module.css';
import control from '../ui/control.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import {
  type Matrix,
  type MatrixFilter,
  matrixFilters,
  type MatrixGrouping,
  matrixGroupings,
} from '../session/versions/matrix-rows.ts';
import { changeMatrix, useVersions } from '../session/versions/versions-state.ts';
import styles from './matrix-toolbar.module.css';

const filterNames: Readonly<Record<MatrixFilter, string>> = {
  all: 'All',
  breaks: 'What breaks',
  differs: 'What differs',
};
const filterTips: Readonly<Record<MatrixFilter, string>> = {
  all: 'Every history',
  breaks: 'Nondeterminism, code that does not come back, a next task that fails',
  differs: 'What breaks, and drift',
};
const groupingNames: Readonly<Record<MatrixGrouping, string>> = { cause: 'cause', type: 'type', none: 'nothing' };

export function MatrixToolbar({ matrix }: { readonly matrix: Matrix }) {
  return (
    <div className={bar.toolbar} role="toolbar" aria-label="What of the table is shown">
      <Filters matrix={matrix} />
      <Fewest matrix={matrix} />
      <Groupings />
    </div>
  );
}

function Filters({ matrix }: { readonly matrix: Matrix }) {
  const filter = useVersions((state) => state.filter);
  const choose = (value: string): void => {
    const wanted = matrixFilters.find((each) => each === value);
    if (wanted !== undefined) changeMatrix({ filter: wanted });
  };
  return (
    <ToggleGroup.Root
      type="single"
      className={bar.views}
      aria-label="Which histories are shown"
      value={filter}
      onValueChange={choose}
    >
      {matrixFilters.map((each) => (
        <Tooltip key={each} label={filterTips[each]} keys={each === 'breaks' ? keysOf('differences-only') : undefined}>
          <ToggleGroup.Item value={each} className={bar.view}>
            {filterNames[each]} {countText(matrix.counts[each])}
          </ToggleGroup.Item>
        </Tooltip>
      ))}
    </ToggleGroup.Root>
  );
}

function Fewest({ matrix }: { readonly matrix: Matrix }) {
  const on = useVersions((state) => state.fewest);
  return (
    <Tooltip label="Only a few histories that together show every cause: what to run again after each change">
      <button type="button" className={control.button} aria-pressed={on} onClick={() => changeMatrix({ fewest: !on })}>
        Fewest that show all <b>{countText(matrix.smallest.size)}</b>
      </button>
    </Tooltip>
  );
}

function Groupings() {
  const grouping = useVersions((state) => state.grouping);
  const choose = (value: string): void => {
    const wanted = matrixGroupings.find((each) => each === value);
    if (wanted !== undefined) changeMatrix({ grouping: wanted });
  };
  return (
    <span className={styles.grouping}>
      <span aria-hidden>Grouped by</span>
      <ToggleGroup.Root
        type="single"
        className={bar.views}
        aria-label="Grouped by"
        value={grouping}
        onValueChange={choose}
      >
        {matrixGroupings.map((each) => (
          <ToggleGroup.Item key={each} value={each} className={bar.view}>
            {groupingNames[each]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </span>
  );
}
