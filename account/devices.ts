// The browsers on which the account is remembered: browser, network, first and last use; one or all can be forgotten.
// Invariant: a device of another account is as good as none (CVE-2020-5240).
import type { AuditLog } from '../audit/event.ts';
import { forgetDevices } from '../factors/forget-devices.ts';
import type { RememberedDeviceFactor } from '../factors/remembered-device.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { RememberedDevices } from '../ports/remembered-devices.ts';
import { doneOf, redirectDone } from './done.ts';
import { showNotListed } from './not-listed.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { browserName } from './seen.ts';
import { lookOf, policyOf, type Visit, type Visits } from './visit.ts';

export interface ForgettingDeps {
  readonly rememberedDevices: RememberedDevices;
  readonly audit: AuditLog;
  readonly now: () => number;
}

export interface DevicesDeps extends ForgettingDeps {
  readonly pages: Pages;
  readonly rememberedDevice: RememberedDeviceFactor;
}

const page = '/account/devices';
const ends = ['forgotten', 'forgotten-all'] as const;
type Done = (typeof ends)[number];

export function devicesRoutes(deps: DevicesDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/devices',
      visits.reading((visit) => show(deps, visit)),
    ),
    changes(
      '/devices/forget',
      visits.acting(page, (visit, fields) => forgetOne(deps, visit, fields)),
    ),
    changes(
      '/devices/forget-all',
      visits.acting(page, async (visit) => {
        await forgetAll(deps, visit);
        redirectDone<Done>(visit, page, 'forgotten-all');
      }),
    ),
  ];
}

/** The browser of this visit, too. */
export async function forgetAll(
  { rememberedDevices, audit, now }: ForgettingDeps,
  visit: Visit,
): Promise<void> {
  await forgetDevices({ storage: { rememberedDevices }, audit, now }, 'person', contextOf(visit));
}

async function forgetOne(deps: DevicesDeps, visit: Visit, { device = '' }: FormFields): Promise<void> {
  if (!(await deps.rememberedDevice.revoke(device, 'person', contextOf(visit))))
    return showNotListed(deps.pages, visit, page);
  redirectDone<Done>(visit, page, 'forgotten');
}

async function show(deps: DevicesDeps, visit: Visit): Promise<void> {
  const { account, csrf, ctx, judged } = visit;
  const policy = policyOf(visit);
  const devices = await deps.rememberedDevice.list(account.id, policy);
  await deps.pages.show(
    ctx,
    'account/devices',
    {
      csrf,
      mayRemember: policy.rememberDays > 0,
      devices: devices.map(({ id, browser, place, firstUsedAt, lastUsedAt, until }) => ({
        id,
        isThis: id === judged.device?.record.id,
        ...browserName(browser),
        place: place === 'unknown' ? null : place,
        firstAt: firstUsedAt,
        lastAt: lastUsedAt,
        until,
      })),
      done: doneOf(visit, ends),
      forgetAction: `${page}/forget`,
      forgetAllAction: `${page}/forget-all`,
    },
    lookOf(visit),
  );
}
