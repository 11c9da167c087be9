// GET /metrics, for whoever collects them: a listener apart from the one that people reach.
// Invariant: nothing else is answered, nothing is read from a request but method and path, and no cookie is set.
import type { RequestListener, ServerResponse } from 'node:http';
import type { Registry } from '@prometheus-io/client';
import type { Logger } from '../logger.ts';

export interface EndpointDeps {
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>;
  readonly logger: Pick<Logger, 'error'>;
}

export function metricsEndpoint({ registry, logger }: EndpointDeps): RequestListener {
  return ({ method, url = '' }, response) => {
    if (url.split('?')[0] !== '/metrics') return answer(response, 404, 'There is only /metrics here.\n');
    if (method !== 'GET') {
      response.setHeader('Allow', 'GET');
      return answer(response, 405, 'Only GET.\n');
    }
    registry.metrics().then(
      (text) => answer(response, 200, text, registry.contentType),
      (err: unknown) => {
        logger.error({ err }, 'the metrics could not be collected');
        answer(response, 500, 'The metrics could not be collected.\n');
      },
    );
  };
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
