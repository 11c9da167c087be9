// Readable output: tables for lists, two columns for one record.
// Invariant: what others wrote (names, user agents) cannot steer the terminal: control characters are shown as dots.

/** Columns as wide as their content, headings above. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'none';
  const all = [headings, ...rows].map((row) => row.map(harmless));
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** One record: names on the left. Empty values are left out. */
export function record(entries: readonly (readonly [name: string, value: string | null])[]): string {
  const shown = entries.filter(
    (entry): entry is readonly [string, string] => entry[1] !== null && entry[1] !== '',
  );
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  const lines = shown.map(([name, value]) => {
    const [first = '', ...more] = value.split('\n').map(harmless);
    return [`${name.padEnd(width)}  ${first}`, ...more.map((line) => ' '.repeat(width + 2) + line)].join(
      '\n',
    );
  });
  return lines.join('\n');
}

/** "2026-11-24 08:00:00 UTC", or a dash. */
export function moment(ms: number | null): string {
  return ms === null || !Number.isFinite(ms)
    ? '-'
    : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** ISO 8601, for JSON. */
export function iso(ms: number | null): string | null {
  return ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString();
}

function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '.');
}
