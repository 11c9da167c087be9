// One request's work on Redis: what it sees, what others see, and what is left where it fails or is cut short.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEvidence } from '../../adapters/redis/evidence.ts';
import { createKeys } from '../../adapters/redis/keys.ts';
import { createMemory } from '../../adapters/redis/memory.ts';
import type { OpenedRedis } from '../../adapters/redis/open.ts';
import { createScopes } from '../../adapters/redis/scope.ts';
import { commit } from '../../adapters/redis/scripts.ts';
import { createSignIns } from '../../adapters/redis/sign-ins.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { mustOpenRedis, redisServer, redisTarget } from './redis-stores.ts';
import { cutWhere, openWire } from './redis-wires.ts';
import {
  hour,
  newGrantId,
  newId,
  now,
  sampleBasis,
  sampleEvidence,
  sampleHolder,
  sampleSignIn,
} from './samples.ts';

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

  test('that ends hundreds of things holds back no more than one script can do', async () => {
    const bases = Array.from({ length: 700 }, () => sampleBasis());
    await Promise.all(bases.map((basis) => redis.stores.grantBases.save(basis)));
    await redis.scoped(async () => {
      for (const { grantId } of bases) await redis.stores.grantBases.discard(grantId);
      expect(await other.stores.grantBases.find(bases[0]?.grantId ?? '', now)).toBeUndefined();
      expect(await other.stores.grantBases.find(bases[699]?.grantId ?? '', now)).toBeDefined();
    });
    expect(await other.stores.grantBases.find(bases[699]?.grantId ?? '', now)).toBeUndefined();
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

  describe.each([
    ['takes it from the sign-in', []],
    ['gives the sign-in something besides', ['change']],
  ] as const)('that is cut where it moves a proof to a session and %s', (_, besides) => {
    test.each(['sign-in', 'session'] as const)('leaves it in the sign-in (cut at the %s)', async (at) => {
      const signIn = sampleSignIn();
      const from = sampleHolder({ id: signIn.id });
      const to = sampleHolder({ kind: 'session', accountId: from.accountId });
      const wire = await openWire(target);
      // On one server all is one act.
      const isCut = (home: string) => kind === 'single' || home === (at === 'session' ? to.id : from.id);
      const scopes = createScopes(cutWhere(wire, ({ home, script }) => script === commit && isCut(home)));
      const keys = createKeys(target.prefix);
      const evidence = createEvidence(scopes, keys, createMemory(wire, keys));
      const signIns = createSignIns(scopes, keys);
      const proof = sampleEvidence(from);
      await redis.stores.signIns.open(signIn);
      await redis.stores.evidence.add(from, proof, now + hour);
      const moving = scopes.scoped(async () => {
        await evidence.move(from, to, now + hour);
        for (const _change of besides) await signIns.change(signIn.id, { identifier: 'zoe' }, now);
      });
      await expect(moving).rejects.toThrow('cut');
      // Behind all that was sent besides.
      await wire.send({ home: from.id, words: ['GET', keys.ended(from.id)] });
      expect((await other.stores.evidence.find(from, now)).evidence).toEqual([proof]);
      const gained = kind === 'cluster' && at === 'sign-in' ? [proof] : [];
      expect((await other.stores.evidence.find(to, now)).evidence).toEqual(gained);
      await redis.stores.evidence.move(from, to, now + hour);
      expect((await other.stores.evidence.find(from, now)).evidence).toEqual([]);
      expect((await other.stores.evidence.find(to, now)).evidence).toEqual([proof]);
      await wire.close();
    });
  });
});
