// For load balancers and whoever restarts the process.
// Invariant: readiness says what is missing, never why.
import type { RouteRow } from '../http/route.ts';
import type { Health } from './health.ts';

export function healthRoutes(health: Health): readonly RouteRow[] {
  const row = (path: string, handler: RouteRow['handler']): RouteRow => ({
    method: 'GET',
    path,
    authorization: 'anybody',
    csrf: 'changes-nothing',
    limit: 'none: readiness pings the stores once for all who ask at the same time',
    handler,
  });
  return [
    row('/health/live', (ctx) => {
      ctx.set('Cache-Control', 'no-store');
      ctx.body = health.live();
    }),
    row('/health/ready', async (ctx) => {
      const readiness = await health.ready();
      ctx.set('Cache-Control', 'no-store');
      ctx.status = readiness.ready ? 200 : 503;
      ctx.body = readiness;
    }),
  ];
}
