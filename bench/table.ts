// The figures as a table for people.
// Invariant: every goal stands beside its figure, with whether it is met.
import { type Figure, meetsGoal } from './measurement.ts';

export function asTable(
  results: readonly { readonly measurement: string; readonly figures: readonly Figure[] }[],
): string {
  const width = Math.max(0, ...results.flatMap(({ figures }) => figures.map(({ name }) => name.length)));
  return results
    .map(({ measurement, figures }) =>
      [measurement, ...figures.map((figure) => `  ${line(figure, width)}`), ''].join('\n'),
    )
    .join('\n');
}

function line(figure: Figure, width: number): string {
  const { name, value, unit } = figure;
  return `${name.padEnd(width)}  ${rounded(value).padStart(10)} ${unit.padEnd(16)} ${verdict(figure)}`.trimEnd();
}

function verdict(figure: Figure): string {
  const { goal } = figure;
  if (!goal) return '';
  const asked = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  return `${asked}: ${meetsGoal(figure) ? 'met' : 'missed'}`;
}

/** Three figures that count; whole numbers as they are. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
