import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { policySchema } from '../../ops/policy-schema.ts';

// If this fails: npm run -s sallyport -- policy schema > docs/policy.schema.json && npm run fix
it('docs/policy.schema.json says what `policy set` takes', () => {
  expect(JSON.parse(readFileSync('docs/policy.schema.json', 'utf8'))).toEqual(policySchema());
});
