// Decides whether what someone has proved is enough: allow, prove, enroll or deny. Pure and total.
// Invariant: the first rule with an opinion wins; the tables below are the order, and the only place that knows it.
import type { Decision, Finding, Reason, Verdict } from './decision.ts';
import type { Facts } from './facts.ts';
import { breakGlass, offeringBreakGlass } from './rules/break-glass.ts';
import { enroll } from './rules/enroll.ts';
import { firstFactor } from './rules/first-factor.ts';
import { hardNeed } from './rules/hard-need.ts';
import { proveSecond } from './rules/prove-second.ts';
import { reached } from './rules/reached.ts';
import { rememberedDevice } from './rules/remembered-device.ts';
import type { Rule } from './rules/rule.ts';
import { standing } from './rules/standing.ts';
import { trustedNetwork } from './rules/trusted-network.ts';
import type { Level } from './tenant-policy.ts';

/** Steps 3 to 7. Before them come 1 `standing` and 2 `first-factor`, after them 8 `enroll`, which always answers. */
const rules: readonly (readonly [name: string, rule: Rule])[] = [
  ['hard-need', hardNeed], //             3  the client or request asks for what nothing can reach: deny
  ['reached', reached], //                4  both needs are reached: allow, or offer set-up while in grace
  ['break-glass', breakGlass], //         5  the code of an admin's window was given: allow by a waiver
  ['trusted-network', trustedNetwork], // 5  inside a trusted network: allow by a waiver
  ['remembered-device', rememberedDevice], // 5  on a remembered device: allow by a waiver
  ['prove-second', proveSecond], //       6, 7  a confirmed factor must be proved
];

/** What to do now. Every input ends in a decision, which names each rule that was asked and what it found. */
export function decide(facts: Facts): Decision {
  const asked: Reason[] = [];
  const hear = <F extends Finding>(rule: string, finding: F): F => {
    asked.push({ rule, found: finding.found, detail: finding.detail });
    return finding;
  };

  const atDoor = hear('standing', standing(facts));
  if (atDoor.opinion) return withReasons(atDoor.opinion, asked);
  const first = hear('first-factor', firstFactor(facts));
  if (first.opinion) return withReasons(first.opinion, asked);
  for (const [name, rule] of rules) {
    const { opinion } = hear(name, rule(first.situation));
    if (opinion) return withReasons(offeringBreakGlass(first.situation, opinion), asked);
  }
  const { opinion } = hear('enroll', enroll(first.situation));
  return withReasons(offeringBreakGlass(first.situation, opinion), asked);
}

/**
 * The hard need that an authorization has to meet, to be copied under its grant: redemption is held to it. A voluntary
 * acr value that nothing can reach is not part of it.
 */
export function hardNeedToCopy(facts: Facts): Level {
  const first = firstFactor(facts);
  return first.opinion ? facts.client.requiredLevel : first.situation.hardNeed;
}

function withReasons(verdict: Verdict, reasons: readonly Reason[]): Decision {
  return { ...verdict, reasons };
}
