// The JSON Schema of what `policy set` takes, made from the same rules that check it.
// Invariant: docs/policy.schema.json is this; a test compares them.
import { z } from 'zod';
import { policyInput } from '../admin/actions/policy-input.ts';

export function policySchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(policyInput, {
    io: 'input',
    target: 'draft-2020-12',
    // A format says the same as the long pattern beside it.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return { $schema, title: 'Sallyport policy', description: 'Settings left out stay as they are.', ...rest };
}
