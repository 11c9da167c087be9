// Remembered devices in the sign-in: the tick at the second factor, and what becomes of it when the sign-in ends (A9).
// Invariant: nothing is remembered before the end, so a crash gives nothing; and only a proof of this very sign-in earns it.
import type { KnownDevice, RememberedDeviceFactor } from '../factors/remembered-device.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import type { Allow } from '../policy/decision.ts';
import { earnedIn, rememberedUntil } from '../policy/remembering.ts';
import { accountOf, contextOf } from './about.ts';
import type { At } from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface RememberingDeps extends Pick<VisitDeps, 'signIns' | 'now'> {
  readonly rememberedDevice: RememberedDeviceFactor;
  readonly deviceCookies: DeviceCookies;
}

type Ending = At<'finish' | 'consent'>;

/** When the sign-in has ended: remembers the browser if the person asked for it, or gives a device that was used its next secret. */
export async function settleDevice(deps: RememberingDeps, at: Ending, { waiver }: Allow): Promise<void> {
  if (at.visit.signIn.rememberBrowser) await remember(deps, at);
  else if (waiver?.kind === 'remembered-device') await renew(deps, at);
  else await forgetWhatIsOver(deps, at);
}

/** The device that this browser has shown, also where nothing rests on it. */
async function shownDevice(deps: RememberingDeps, { visit, judged }: Ending): Promise<KnownDevice | null> {
  if (judged.device) return judged.device;
  const { entry } = accountOf({ judged });
  const sent = deps.deviceCookies.sent(visit.ctx, entry.id);
  return sent && deps.rememberedDevice.verify(entry, sent);
}

async function remember(deps: RememberingDeps, at: Ending): Promise<void> {
  const { visit, judged } = at;
  const { account, entry, policy } = accountOf(at);
  // Asked for once; a consent that follows comes here again.
  await changeSignIn(deps, visit.signIn.id, { rememberBrowser: false });
  const earned = earnedIn(visit.signIn.id, judged.facts);
  if (!earned) return;
  const context = contextOf(visit, judged);
  const { address, userAgent } = context;
  const { passwordVersion } = account;
  const use = { address, userAgent, policy };
  const token = await deps.rememberedDevice.remember({
    owner: entry,
    earned,
    passwordVersion,
    context,
    ...use,
  });
  if (token === null) return;
  // This browser was remembered already: the newer proof takes its place.
  const before = await shownDevice(deps, at);
  if (before) await deps.rememberedDevice.revoke(before.record.id, 'person', context);
  deps.deviceCookies.write(visit.ctx, entry.id, token, rememberedUntil(policy, earned.proof.at));
}

/** Once a sign-in: a later page of the same one finds it used since the request arrived. */
async function renew(deps: RememberingDeps, at: Ending): Promise<void> {
  const { visit, judged } = at;
  const { entry, policy } = accountOf(at);
  const { device } = judged;
  if (!device?.isPresent || device.record.lastUsedAt >= visit.signIn.arrivedAt) return;
  const { address, userAgent } = contextOf(visit, judged);
  const token = await deps.rememberedDevice.renew(device, { address, userAgent, policy });
  if (token === null) return;
  deps.deviceCookies.write(visit.ctx, entry.id, token, rememberedUntil(policy, device.record.provedAt));
}

/** A cookie that opens nothing any more would be looked up at every request. */
async function forgetWhatIsOver(deps: RememberingDeps, at: Ending): Promise<void> {
  if (!(await shownDevice(deps, at))) deps.deviceCookies.clear(at.visit.ctx, accountOf(at).entry.id);
}

/** The tick of the form is kept with the sign-in; false if that has ended. Nothing is written where it was not ticked. */
export async function keepTick(
  deps: Pick<VisitDeps, 'signIns' | 'now'>,
  { signIn }: Visit,
  isTicked: boolean,
): Promise<boolean> {
  if (isTicked === signIn.rememberBrowser) return true;
  return (await changeSignIn(deps, signIn.id, { rememberBrowser: isTicked })) !== null;
}
