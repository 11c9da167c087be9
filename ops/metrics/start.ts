// Starts measuring: our own metrics, those of the process, and the listener that tells them.
// Invariant: it has a port of its own, so that what people reach never shows them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics } from '@prometheus-io/client';
import { type ListenAt, listen } from '../listen.ts';
import { type EndpointDeps, metricsEndpoint } from './endpoint.ts';
import type { Measuring } from './measures.ts';
import { createMetrics, type MetricsDeps } from './metrics.ts';

export interface StartMetricsDeps extends MetricsDeps, Pick<EndpointDeps, 'logger'> {
  readonly at: ListenAt;
  /** Whether the process is measured too: memory, CPU time, event loop. What does that runs until the process ends. */
  readonly ofProcess: boolean;
}

export interface RunningMetrics extends Measuring {
  readonly ok: true;
  readonly port: number;
}

/** `message`: one line of what is wrong and what to do. */
export async function startMetrics({
  at,
  ofProcess,
  logger,
  ...deps
}: StartMetricsDeps): Promise<RunningMetrics | { readonly ok: false; readonly message: string }> {
  const { registry, countSms, showSmsBalance } = createMetrics(deps);
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const server = createServer(metricsEndpoint({ registry, logger }));
  const listened = await listen(server, at, 'SALLYPORT_METRICS_PORT');
  if (!listened.ok) return listened;
  return {
    ok: true,
    // A listening TCP server has an address of this shape.
    port: (server.address() as AddressInfo).port,
    countSms,
    showSmsBalance,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        // Collectors keep their connections, and a request that is sent slowly is not waited for.
        server.closeAllConnections();
      }),
  };
}
