// What Redis does as one act, in Lua. Every key that a script touches is declared, and all are of one home.
// Invariant: a script answers the same for the same keys and arguments; time comes in as an argument.
import { createHash } from 'node:crypto';

export interface Script {
  readonly text: string;
  readonly sha: string;
}

/** A script by its text. */
export const script = (text: string): Script => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
});

/**
 * Carries out what a request wants of one home, as one act. ARGV: for each step its name, the number of its key, how many
 * arguments follow, and these. Before anything is written every `consume` is looked at; if one was used already, the number
 * of that step is returned and nothing has changed. Else 0. A record is "expiresAt|consumed|payload".
 */
export const commit = script(`
local function head(value)
  if not value then return nil end
  local ends, used, payload = string.match(value, '^(%d+)|(%d*)|(.*)$')
  return tonumber(ends), used, payload
end
local function lives(value, now)
  local ends, used = head(value)
  return ends ~= nil and ends > now and used == ''
end
local function keep(key, ms)
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end

local does = {}
function does.set(key, value, ms) redis.call('SET', key, value, 'PX', ms) end
function does.save(key, ends, used, payload, ms)
  local _, before = head(redis.call('GET', key))
  if before and before ~= '' then used = before end
  redis.call('SET', key, ends .. '|' .. used .. '|' .. payload, 'PX', ms)
end
function does.consume(key, now, seconds)
  local ends, _, payload = head(redis.call('GET', key))
  redis.call('SET', key, string.format('%d', ends) .. '|' .. seconds .. '|' .. payload, 'KEEPTTL')
end
function does.del(key) redis.call('DEL', key) end
function does.session(key, ended, part, value, ms)
  if redis.call('EXISTS', KEYS[tonumber(ended)]) == 1 or redis.call('HGET', key, part) == '' then return end
  redis.call('HSET', key, part, value, 'newest', part)
  keep(key, ms)
end
function does.leave(key, part, ms)
  redis.call('HSET', key, part, '')
  keep(key, ms)
  if redis.call('HGET', key, 'newest') == part then redis.call('HDEL', key, 'newest') end
end
function does.open(key, arrived, ms, ...)
  local ends = redis.call('HGET', key, 'expiresAt')
  if ends and tonumber(ends) > tonumber(arrived) then return end
  redis.call('DEL', key)
  redis.call('HSET', key, ...)
  redis.call('PEXPIRE', key, ms)
end
function does.change(key, now, ...)
  local ends = redis.call('HGET', key, 'expiresAt')
  if ends and tonumber(ends) > tonumber(now) then redis.call('HSET', key, ...) end
end
function does.include(key, member, ms)
  redis.call('SADD', key, member)
  keep(key, ms)
end
local function forget(key, account)
  for _, field in ipairs(redis.call('HKEYS', key)) do
    if string.sub(field, 1, #account + 1) == account .. '|' then redis.call('HDEL', key, field) end
  end
end
function does.evidence(key, account, at, ends, ms, drops, field, value)
  local present = redis.call('HGET', key, account .. '|end')
  if drops == '1' and present and tonumber(present) <= tonumber(at) then
    forget(key, account)
    present = false
  end
  if not present or tonumber(present) < tonumber(ends) then redis.call('HSET', key, account .. '|end', ends) end
  local old = redis.call('HGET', key, field)
  local oldAt = old and tonumber(string.match(old, '^%d+'))
  if not oldAt or tonumber(at) >= oldAt then redis.call('HSET', key, field, value) end
  keep(key, ms)
end
function does.forget(key, account) forget(key, account) end

local at, step = 1, 0
while at <= #ARGV do
  step = step + 1
  local n = tonumber(ARGV[at + 2])
  if ARGV[at] == 'consume' then
    local value = redis.call('GET', KEYS[tonumber(ARGV[at + 1])])
    local now, grant = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 5])
    local ends, used = head(value)
    local stands = ends and ends > now and used == ''
    if stands and grant > 0 then stands = lives(redis.call('GET', KEYS[grant]), now) end
    if not stands then return step end
  end
  at = at + 3 + n
end
at = 1
while at <= #ARGV do
  local n = tonumber(ARGV[at + 2])
  does[ARGV[at]](KEYS[tonumber(ARGV[at + 1])], unpack(ARGV, at + 3, at + 2 + n))
  at = at + 3 + n
end
return 0
`);

/** Writes if nothing live is there. KEYS: record. ARGV: value, now, ms. Returns 1 if it wrote. */
export const insert = script(`
local ends = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+)|')
if ends and tonumber(ends) > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
`);

/**
 * Lists a session under its account. KEYS: homes, when all were ended. ARGV: uid, until, what ended before is listed no
 * more, ms. Returns when all of the account's sessions were ended, or false.
 */
export const register = script(`
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return redis.call('GET', KEYS[2])
`);

/** Remembers that all sessions end, and lists them. KEYS: homes, when all were ended. ARGV: now, ms. */
export const endAll = script(`
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);

/** Ends what a home holds. KEYS: ended, sessions, evidence. ARGV: "session" or "all", ms. "all" is never taken back. */
export const endHome = script(`
if redis.call('GET', KEYS[1]) ~= 'all' then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
redis.call('DEL', KEYS[2], KEYS[3])
return 1
`);

/** KEYS: lease. ARGV: holder. Returns how many it was: 0 if the lease is not the holder's. */
export const giveLeaseBack = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/** Takes or prolongs. KEYS: lease. ARGV: holder, ms. Returns 1 if it is the holder's. */
export const lease = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
