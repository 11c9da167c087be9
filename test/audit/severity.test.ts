import { expect, test } from 'vitest';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { AuditEvent, Change, Severity } from '../../audit/event.ts';
import { severityOf } from '../../audit/severity.ts';
import { failed, used } from './chains.ts';

const policy = (...changes: Change[]): AuditEvent => ({
  type: 'policy.changed',
  version: 2,
  changes,
  reason: null,
});
const range = (cidr: string) => ({ name: 'x', cidr });

const table: readonly (readonly [string, AuditEvent, Severity])[] = [
  ['a proof', used, 'info'],
  ['a backup code', { ...used, kind: 'backup-code' }, 'notice'],
  ['a failure', failed, 'notice'],
  ['many failures', { ...failed, count: 10 }, 'warning'],
  ['ten backup codes issued', { type: 'backup-codes.issued', setId: 's', count: 10 }, 'notice'],
  ['a code used twice', { ...failed, kind: 'totp', reason: 'used-already' }, 'warning'],
  ['a reset', { type: 'factors.reset', cleared: [], identityChecked: 'phone', reason: '' }, 'high'],
  [
    'a break-glass window opened',
    { type: 'break-glass.opened', window: 'w', until: 2, identityChecked: 'phone', reason: '' },
    'high',
  ],
  ['a break-glass code used', { type: 'break-glass.used', window: 'w', until: 2 }, 'high'],
  ['a notice disputed', { type: 'notice.disputed', of: 1, until: 2 }, 'high'],
  ['second factor off', policy({ setting: 'secondFactor', from: 'required', to: 'off' }), 'high'],
  ['second factor optional', policy({ setting: 'secondFactor', from: 'required', to: 'optional' }), 'high'],
  ['second factor required', policy({ setting: 'secondFactor', from: 'off', to: 'required' }), 'notice'],
  ['a lower level', policy({ setting: 'level', from: 'hardware', to: 'mfa' }), 'warning'],
  ['a higher level', policy({ setting: 'level', from: 'mfa', to: 'hardware' }), 'notice'],
  ['more grace', policy({ setting: 'graceDays', from: 7, to: 14 }), 'warning'],
  ['less grace', policy({ setting: 'graceDays', from: 7, to: 0 }), 'notice'],
  ['shorter passwords', policy({ setting: 'passwordMinLength', from: 15, to: 8 }), 'warning'],
  [
    'one network more',
    policy({ setting: 'trustedNetworks', from: [], to: [range('192.0.2.0/24')] }),
    'warning',
  ],
  [
    'one network fewer',
    policy({ setting: 'trustedNetworks', from: [range('192.0.2.0/24')], to: [] }),
    'notice',
  ],
  ['one kind fewer', policy({ setting: 'factors.totp', from: true, to: false }), 'notice'],
  ['what it does not know', policy({ setting: 'new', from: 1, to: 2 }), 'warning'],
];

test.each(table)('F2 severity of %s', (_, event, expected) => {
  expect(severityOf(event)).toBe(expected);
});

test('F4 canonical JSON does not depend on the order of names, and refuses what JSON cannot hold', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'ü"' }], a: undefined })).toBe(
    '{"b":[1,{"c":"ü\\"","d":null}]}',
  );
  expect(canonicalJson({ x: 1, a: 2 })).toBe(canonicalJson({ a: 2, x: 1 }));
  for (const odd of [Number.NaN, () => 1, undefined]) expect(() => canonicalJson(odd)).toThrow(TypeError);
});
