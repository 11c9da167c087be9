// One line a request: method, route pattern, status, duration.
// Invariant (F5): never the path or the query, which can hold ids and tokens.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern; null if none matched. */
  readonly route: string | null;
  readonly status: number;
  /** ms. */
  readonly duration: number;
}

const routes = new WeakMap<IncomingMessage, string>();

/** Says which route pattern answers this request. */
export function noteRoute(request: IncomingMessage, pattern: string): void {
  routes.set(request, pattern);
}

export function logWhenAnswered(
  request: IncomingMessage,
  response: ServerResponse,
  log: (answered: AnsweredRequest) => void,
): void {
  const begun = performance.now();
  response.once('close', () =>
    log({
      method: request.method ?? '',
      route: routes.get(request) ?? null,
      status: response.statusCode,
      duration: performance.now() - begun,
    }),
  );
}
