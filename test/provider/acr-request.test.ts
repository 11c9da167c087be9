// Which levels a request names: what may have been meant as essential is never ignored.
import { describe, expect, test } from 'vitest';
import { acrRequest } from '../../provider/acr-request.ts';

const claims = (acr: unknown) => ({ id_token: { acr } }) as Parameters<typeof acrRequest>[1]; // as a stranger may send it

describe('the levels that a request names', () => {
  test.each([
    ['nothing', undefined, undefined, [], false],
    ['acr_values, in their order', 'phr mfa', undefined, ['phr', 'mfa'], false],
    ['odd spaces', '  phr   mfa ', undefined, ['phr', 'mfa'], false],
    ['a voluntary claim before acr_values', 'sfa', claims({ values: ['phr'] }), ['phr', 'sfa'], false],
    ['a null claim', 'sfa', claims(null), ['sfa'], false],
    ['an essential claim alone', 'sfa', claims({ essential: true, value: 'phr' }), ['phr'], true],
    ['essential without values', 'sfa', claims({ essential: true }), ['sfa'], false],
    ['essential that is not true', undefined, claims({ essential: 'true', value: 'phr' }), ['phr'], false],
    ['acr_values that is no text', 7, undefined, [], false],
  ] as const)('%s', (_what, plain, parameter, values, isEssential) => {
    expect(acrRequest(plain, parameter)).toEqual({ values, essential: isEssential });
  });

  test.each(['phr', 1, true, { values: 'phr' }, { values: [1] }, { value: ['phr'] }, { value: 1 }])(
    'acr: %j is refused',
    (acr) => {
      expect(() => acrRequest(undefined, claims(acr))).toThrow('invalid_request');
    },
  );
});
