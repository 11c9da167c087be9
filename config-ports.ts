// Where the process listens besides its own port, and which of these places cannot be had together.
// Invariant: what is told has the key of the setting that has to change.
export interface Ports {
  readonly port: number;
  readonly sample: { readonly port: number } | null;
  readonly metrics: { readonly port: number } | null;
}

interface Problem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

type PortSetting = 'METRICS_HOST' | 'METRICS_PORT';

/** @param isSet whether a setting stands in the environment at all, right or wrong */
export function portProblems(
  { port, sample, metrics }: Ports,
  isSet: (key: PortSetting) => boolean,
): readonly Problem[] {
  const problems: Problem[] = [];
  const tell = (key: string, found: string, expected: string) =>
    problems.push({ key: `SALLYPORT_${key}`, found, expected });
  if (sample && (sample.port === port || sample.port > 65_535))
    tell('SAMPLE_PORT', String(sample.port), 'a free port, other than SALLYPORT_PORT');
  if (metrics && [port, sample?.port].includes(metrics.port))
    tell('METRICS_PORT', String(metrics.port), 'a free port, not that of the server or of the sample');
  if (isSet('METRICS_HOST') && !isSet('METRICS_PORT'))
    tell('METRICS_PORT', 'nothing', 'a port, because SALLYPORT_METRICS_HOST is set');
  return problems;
}
