// One request's work on Redis: what it sees, what others see, and what is left where it fails or is cut short.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../adapters/redis/connect.ts';
import { createEvidence } from '../../adapters/redis/evidence.ts';
import { createKeys } from '../../adapters/redis/keys.ts';
import { createMemory } from '../../adapters/redis/memory.ts';
import type { OpenedRedis } from '../../adapters/redis/open.ts';
import { createScopes } from '../../adapters/redis/scope.ts';
import { createWire, type Wire } from '../../adapters/redis/wire.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { mustOpenRedis, redisServer, redisTarget } from './redis-stores.ts';
import { hour, newGrantId, newId, now, sampleEvidence, sampleHolder, sampleSignIn } from './samples.ts';

describe.each(['single', 'cluster'] as const)('a request (redis %s)', (kind) => {
  const target = redisTarget(redisServer(kind));
  let redis: OpenedRedis;
  let other: OpenedRedis;
  beforeAll(async () => {
    redis = await mustOpenRedis(target);
    other = await mustOpenRedis(target);
  });
  afterAll(async () => {
    await redis.close();
    await other.close();
  });

  test('sees what it has written, and others see it at its end', async () => {
    const signIn = sampleSignIn();
    const end = await redis.scoped(async () => {
      await redis.stores.signIns.open(signIn);
      expect(await redis.stores.signIns.find(signIn.id, now)).toEqual(signIn);
      await redis.stores.signIns.change(signIn.id, { identifier: 'zoe' }, now);
      expect((await redis.stores.signIns.find(signIn.id, now))?.identifier).toBe('zoe');
      expect((await other.stores.signIns.find(signIn.id, now))?.identifier).not.toBe('zoe');
    });
    expect(end).toEqual({ ok: true });
    expect(await other.stores.signIns.find(signIn.id, now)).toEqual({ ...signIn, identifier: 'zoe' });
  });

  test('that fails leaves nothing of what it held back, but its tries are counted', async () => {
    const [signIn, subject] = [sampleSignIn(), newId()];
    const failing = redis.scoped(async () => {
      await redis.stores.attempts.take(subject, [{ name: 'all', delays: [0] }], now);
      await redis.stores.signIns.open(signIn);
      throw new StoreUnavailable('another store is away');
    });
    await expect(failing).rejects.toThrow(StoreUnavailable);
    expect(await other.stores.signIns.find(signIn.id, now)).toBeUndefined();
    expect(await other.stores.attempts.peek(subject, 'all', now)).toMatchObject({ consecutive: 1 });
  });

  test('of fifty that redeem one code, one gives tokens; of the others nothing is written', async () => {
    const grantId = newGrantId();
    const code = `${grantId}.code`;
    await redis.stores.records.save('Grant', grantId, { jti: grantId }, now + hour);
    await redis.stores.records.save('AuthorizationCode', code, { grantId }, now + hour);
    const redeem = async (n: number) => {
      const { scoped, stores } = n % 2 ? redis : other;
      let consumed = false;
      const end = await scoped(async () => {
        consumed = await stores.records.consumeInScope('AuthorizationCode', code, now);
        if (consumed) await stores.records.save('AccessToken', `${grantId}.${n}`, { grantId }, now + hour);
      });
      return consumed && end.ok;
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => redeem(n)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const written = await Promise.all(
      answers.map((_, n) => redis.stores.records.find('AccessToken', `${grantId}.${n}`, now)),
    );
    expect(written.map((token) => token !== undefined)).toEqual(answers);
  });

  test('that lost says what was used already', async () => {
    const id = newId();
    await redis.stores.records.save('RefreshToken', id, {}, now + hour);
    const end = await redis.scoped(async () => {
      expect(await redis.stores.records.consumeInScope('RefreshToken', id, now)).toBe(true);
      expect(await other.stores.records.consume('RefreshToken', id, now)).toBe(true);
    });
    expect(end).toEqual({ ok: false, usedAlready: { model: 'RefreshToken', id } });
  });

  test('that has lost writes nothing more, also where it had to look again in between', async () => {
    const grantId = newGrantId();
    const code = `${grantId}.code`;
    await redis.stores.records.save('Grant', grantId, { jti: grantId }, now + hour);
    await redis.stores.records.save('AuthorizationCode', code, { grantId }, now + hour);
    const redeem = ({ scoped, stores }: OpenedRedis, token: string) =>
      scoped(async () => {
        await stores.records.consumeInScope('AuthorizationCode', code, now);
        // What is known of a code that was just used only Redis can say.
        await stores.records.find('AuthorizationCode', code, now);
        await stores.records.save('AccessToken', `${grantId}.${token}`, { grantId }, now + hour);
      });
    const ends = await Promise.all([redeem(redis, 'a'), redeem(other, 'b')]);
    expect(ends.filter(({ ok }) => ok)).toHaveLength(1);
    const written = await Promise.all(
      ['a', 'b'].map((token) => redis.stores.records.find('AccessToken', `${grantId}.${token}`, now)),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  test('D1 remembers what it wrote only where nobody consumes it: else Redis says whether it was used', async () => {
    const [request, interaction] = [newId(), newId()];
    await redis.scoped(async () => {
      const { records } = redis.stores;
      await records.save('PushedAuthorizationRequest', request, { n: 1 }, now + hour);
      expect(await records.find('PushedAuthorizationRequest', request, now)).toEqual({ n: 1 });
      await records.save('PushedAuthorizationRequest', request, { n: 2 }, now + hour);
      expect(await other.stores.records.consume('PushedAuthorizationRequest', request, now)).toBe(true);
      const found = await records.find('PushedAuthorizationRequest', request, now);
      expect(found).toEqual({ n: 2, consumed: Math.floor(now / 1000) });
      await records.save('Interaction', interaction, { n: 3 }, now + hour, { neverConsumed: true });
      expect(await other.stores.records.find('Interaction', interaction, now)).toBeUndefined();
      expect(await records.find('Interaction', interaction, now)).toEqual({ n: 3 });
      expect(await other.stores.records.find('Interaction', interaction, now)).toBeUndefined();
    });
  });

  test('leaves nothing to what goes on after it: that is written at once, and reads anew', async () => {
    const signIn = sampleSignIn();
    let later: Promise<unknown> = Promise.resolve();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    await redis.scoped(async () => {
      expect(await redis.stores.signIns.find(signIn.id, now)).toBeUndefined();
      later = over.then(async () => {
        await redis.stores.signIns.open(signIn);
        expect(await other.stores.signIns.find(signIn.id, now)).toEqual(signIn);
        expect(await redis.stores.signIns.find(signIn.id, now)).toEqual(signIn);
      });
    });
    end();
    await later;
  });

  test('that is cut leaves a proof where it was, or in two places, never in none', async () => {
    const connection = connect(target, { commandMs: 2000, connectMs: 3000 });
    connection.on('error', () => undefined);
    await connection.connect();
    const line = { redis: connection, whyLost: async () => null };
    const wire = createWire(line, line, { spread: kind === 'cluster', patienceMs: 2500, nodeOf: () => '' });
    // Fails as soon as something is to be taken away from the sign-in.
    const cutting: Wire = {
      ...wire,
      run: (home, script, keys, args) =>
        args.includes('forget')
          ? Promise.reject(new StoreUnavailable('cut'))
          : wire.run(home, script, keys, args),
    };
    const scopes = createScopes(cutting);
    const keys = createKeys(target.prefix);
    const evidence = createEvidence(scopes, keys, createMemory(wire, keys));
    const from = sampleHolder();
    const to = sampleHolder({ kind: 'session', accountId: from.accountId });
    const proof = sampleEvidence(from);
    await redis.stores.evidence.add(from, proof, now + hour);
    await expect(scopes.scoped(() => evidence.move(from, to, now + hour))).rejects.toThrow('cut');
    expect((await other.stores.evidence.find(from, now)).evidence).toEqual([proof]);
    // On one server it is all one act.
    const gained = kind === 'cluster' ? [proof] : [];
    expect((await other.stores.evidence.find(to, now)).evidence).toEqual(gained);
    await redis.stores.evidence.move(from, to, now + hour);
    expect((await other.stores.evidence.find(from, now)).evidence).toEqual([]);
    expect((await other.stores.evidence.find(to, now)).evidence).toEqual([proof]);
    await wire.close();
  });
});
