// What Redis does of counted tries as one act, in Lua. All keys of a script are of one subject.
// Invariant: as in scripts.ts; a try is counted and its lock set by one script.
import { script } from './scripts.ts';

/**
 * A counter is a hash: renewals, consecutive, locked, forget (ms), and the failures of each day. One that lasts has no renewals:
 * these are kept for a while only.
 */
const counters = `
local function load(key, renewals, now, today)
  local fields, state = redis.call('HGETALL', key), { days = {} }
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) == 'd' then state.days[tonumber(string.sub(fields[i], 2))] = tonumber(fields[i + 1])
    else state[fields[i]] = tonumber(fields[i + 1]) end
  end
  local locked = state.locked and state.locked > now
  local forgotten = state.forget and state.forget <= now and not locked
  if forgotten or (state.renewals and state.renewals ~= renewals) then
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
 * Takes a try of each counter, up to the first that does not admit it. KEYS: renewals, counters. ARGV: now, today, ms to keep
 * counters that end and renewals, and for each counter its delays, forget at ("" never: it lasts), below, ms to keep if below.
 * Returns {admitted, consecutive, recent, locked} for each taken.
 */
export const take = script(`${counters}
local now, today = tonumber(ARGV[1]), tonumber(ARGV[2])
local renewals = tonumber(redis.call('GET', KEYS[1]) or '0')
local taken = {}
for i = 2, #KEYS do
  local key, base = KEYS[i], 5 + (i - 2) * 4
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
  redis.call('HSET', key, 'consecutive', consecutive, 'locked', locked)
  redis.call('HINCRBY', key, 'd' .. today, 1)
  if ARGV[base + 1] == '' then
    redis.call('HDEL', key, 'forget', 'renewals')
    redis.call('PERSIST', key)
  else
    redis.call('HSET', key, 'renewals', renewals)
    -- Gone before a counter of it, the number would be 0 again, and failures in a row be forgotten.
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    if consecutive < tonumber(ARGV[base + 2]) then
      redis.call('HSET', key, 'forget', ARGV[base + 1])
      redis.call('PEXPIRE', key, ARGV[base + 3])
    else
      redis.call('HDEL', key, 'forget')
      -- Whoever may be made up ends in any case, long after anybody tried: a hundred in a row are written down elsewhere.
      redis.call('PEXPIRE', key, ARGV[3])
    end
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

/** Starts every counter anew. KEYS: renewals, counters that last. ARGV: ms to keep renewals. */
export const forget = script(`
redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
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

/** The act was not done. KEYS: limit. ARGV: when it was counted. */
export const notDone = script(`
local began, acts = unpack(redis.call('HMGET', KEYS[1], 'began', 'acts'))
-- A window that began later never counted it.
if not began or tonumber(began) > tonumber(ARGV[1]) then return 0 end
if tonumber(acts) <= 1 then return redis.call('DEL', KEYS[1]) end
return redis.call('HINCRBY', KEYS[1], 'acts', -1)
`);
