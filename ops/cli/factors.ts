// The part of factors/ that admins use, without what only a sign-in needs.
// Invariant: hashes and counters are made exactly as the server makes them.
import type { AccessDeps } from '../../admin/actions/account-access.ts';
import type { PasswordHashCost } from '../../config-settings.ts';
import { createFactorAttempts } from '../../factors/attempts.ts';
import { createEnrollmentCode } from '../../factors/enrollment-code.ts';
import type { FactorDeps } from '../../factors/factor-deps.ts';
import { createInvitations } from '../../factors/invitation.ts';
import { createPasswordAttempts } from '../../factors/password-attempts.ts';
import { createHashing } from '../../factors/password-hash.ts';
import { createPasswordSetting } from '../../factors/password-setting.ts';
import { resetFactors } from '../../factors/reset.ts';
import { unlock } from '../../factors/unlock.ts';

export function createAdminFactors(deps: FactorDeps, cost: PasswordHashCost): AccessDeps['factors'] {
  const shared = {
    ...deps,
    hashing: createHashing({ cost }),
    factorAttempts: createFactorAttempts(deps),
    passwordAttempts: createPasswordAttempts(deps),
  };
  const passwordSetting = createPasswordSetting(shared);
  return {
    passwordSetting,
    invitations: createInvitations({ ...shared, passwordSetting }),
    enrollmentCode: createEnrollmentCode(shared),
    reset: (resetting) => resetFactors(deps, resetting),
    unlock: (unlocking) => unlock(shared, unlocking),
  };
}
