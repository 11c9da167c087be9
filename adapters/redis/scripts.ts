// What Redis does as one act, in Lua. Every key that a script touches is declared, and all are of one home.
// Invariant: a script answers the same for the same keys and arguments; time comes in as an argument.
import { createHash } from 'node:crypto';

export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

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

/** A counter is a hash: renewals, consecutive, locked, forget (ms), and the failures of each day. */
const counters = `
local function load(key, renewals, now, today)
  local fields, state = redis.call('HGETALL', key), { days = {} }
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) == 'd' then state.days[tonumber(string.sub(fields[i], 2))] = tonumber(fields[i + 1])
    else state[fields[i]] = tonumber(fields[i + 1]) end
  end
  local locked = state.locked and state.locked > now
  local forgotten = state.forget and state.forget <= now and not locked
  if forgotten or (state.renewals or 0) ~= renewals then
    redis.call('DEL', key)
    state = { days = {} }
  end
  local recent = 0
  for day, failures in pairs(state.days) do
    if day > today - 30 then recent = recent + failures else redis.call('HDEL', key, 'd' .. day) end
  end
  return { consecutive = state.consecutive or 0, recent = recent, locked = locked and state.locked or nil }
end
`;

/**
 * Takes a try of each counter, up to the first that does not admit it. KEYS: renewals, counters. ARGV: now, today, and for each
 * counter its delays, forget at ("" never), below, ms to keep. Returns {admitted, consecutive, recent, locked} for each taken.
 */
export const take = script(`${counters}
local now, today = tonumber(ARGV[1]), tonumber(ARGV[2])
local renewals = tonumber(redis.call('GET', KEYS[1]) or '0')
local taken = {}
for i = 2, #KEYS do
  local key, base = KEYS[i], 3 + (i - 2) * 4
  local state = load(key, renewals, now, today)
  if state.locked then
    taken[#taken + 1] = { 0, state.consecutive, state.recent, string.format('%d', state.locked) }
    return taken
  end
  local consecutive = state.consecutive + 1
  local delay, nth = 0, 0
  for each in string.gmatch(ARGV[base], '%d+') do
    nth = nth + 1
    if nth <= consecutive then delay = tonumber(each) end
  end
  local locked = delay > 0 and string.format('%d', now + delay) or ''
  redis.call('HSET', key, 'consecutive', consecutive, 'locked', locked, 'renewals', renewals)
  redis.call('HINCRBY', key, 'd' .. today, 1)
  if ARGV[base + 1] ~= '' and consecutive < tonumber(ARGV[base + 2]) then
    redis.call('HSET', key, 'forget', ARGV[base + 1])
    redis.call('PEXPIRE', key, ARGV[base + 3])
  else
    redis.call('HDEL', key, 'forget')
    -- Whoever may be made up ends in any case, long after anybody tried: a hundred in a row are written down elsewhere.
    if ARGV[base + 1] ~= '' then redis.call('PEXPIRE', key, 34560000000) else redis.call('PERSIST', key) end
  end
  taken[#taken + 1] = { 1, consecutive, state.recent + 1, locked }
end
return taken
`);

/** KEYS: renewals, counter. ARGV: now, today. Returns {consecutive, recent, locked}. */
export const peek = script(`${counters}
local renewals = tonumber(redis.call('GET', KEYS[1]) or '0')
local state = load(KEYS[2], renewals, tonumber(ARGV[1]), tonumber(ARGV[2]))
return { state.consecutive, state.recent, state.locked and string.format('%d', state.locked) or '' }
`);

/** The try of that day was right. KEYS: counters. ARGV: the day, ms to keep what is recent. */
export const succeeded = script(`
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, 'consecutive', 0, 'locked', '')
    if redis.call('HINCRBY', key, 'd' .. ARGV[1], -1) <= 0 then redis.call('HDEL', key, 'd' .. ARGV[1]) end
    redis.call('HDEL', key, 'forget')
    redis.call('PEXPIRE', key, ARGV[2])
  end
end
return 1
`);

/** The try of that day was not made. KEYS: counters. ARGV: the day, and for each counter until when that try locked it, or "". */
export const notTried = script(`
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    local consecutive, locked = unpack(redis.call('HMGET', key, 'consecutive', 'locked'))
    if tonumber(consecutive) > 0 then redis.call('HINCRBY', key, 'consecutive', -1) end
    if locked == ARGV[i + 1] then redis.call('HSET', key, 'locked', '') end
    if redis.call('HINCRBY', key, 'd' .. ARGV[1], -1) <= 0 then redis.call('HDEL', key, 'd' .. ARGV[1]) end
  end
end
return 1
`);

/** KEYS: limit. ARGV: max, window, now, ms to keep. Returns 0, or when to come back. */
export const limit = script(`
local began, acts = unpack(redis.call('HMGET', KEYS[1], 'began', 'acts'))
local now, window = tonumber(ARGV[3]), tonumber(ARGV[2])
began, acts = tonumber(began or now), tonumber(acts or 0)
if now >= began + window then began, acts = now, 0 end
if acts >= tonumber(ARGV[1]) then return string.format('%d', began + window) end
redis.call('HSET', KEYS[1], 'began', string.format('%d', began), 'acts', acts + 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return '0'
`);

/** Takes or prolongs. KEYS: lease. ARGV: holder, ms. Returns 1 if it is the holder's. */
export const lease = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
