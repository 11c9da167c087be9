// Requests that no browser of ours sends: for every route, everything wrong that can be wrong with one.
// Invariant: each is one change to a request that would be proper, so what refuses it refuses that change.
import type { RouteRow } from '../../http/route.ts';
import type { RawRequest } from '../support/browser.ts';

/** A proper request, as far as the route knows one. */
export interface Proper {
  readonly issuer: string;
  readonly row: RouteRow;
  /** With the ids of a live sign-in and of the tenant. */
  readonly path: string;
  /** Query of a GET. */
  readonly query: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface BadRequest {
  readonly name: string;
  readonly request: RawRequest;
  /** Sent with these cookies instead of the browser's. */
  readonly cookies?: string;
}

const formType = 'application/x-www-form-urlencoded';
const megabyte = 'x'.repeat(1_000_000);

/** Everything that is tried on this route. */
export function badRequests(proper: Proper): readonly BadRequest[] {
  const { row } = proper;
  const common = [...badPaths(proper), ...badMethods(proper), ...badCookies(proper), ...badHeaders(proper)];
  return row.method === 'GET'
    ? [...common, ...badQueries(proper)]
    : [...common, ...badBodies(proper), ...badFields(proper), ...badOrigins(proper)];
}

function urlOf({ issuer, path, query }: Proper, row: RouteRow): string {
  return `${issuer}${path}${row.method === 'GET' ? query : ''}`;
}

function request(proper: Proper, over: Partial<RawRequest> = {}): RawRequest {
  const { row, issuer, fields } = proper;
  const url = urlOf(proper, row);
  if (row.method === 'GET') return { url, ...over };
  const body = new URLSearchParams(fields).toString();
  const headers = { 'Content-Type': formType, Origin: issuer, 'Sec-Fetch-Site': 'same-origin' };
  return { url, method: 'POST', body, ...over, headers: { ...headers, ...over.headers } };
}

function badPaths(proper: Proper): BadRequest[] {
  const { row } = proper;
  if (!row.path.includes(':')) return [];
  const wrong = [
    'unknown',
    '%00',
    '%ff%fe',
    '%ED%A0%80',
    '%',
    '%zz',
    '..%2f..%2fetc',
    '__proto__',
    'constructor',
  ];
  return [...wrong, 'a'.repeat(5000), '%F0%9F%94%91', "'", '$ne', 'a;b', 'a%20b'].map((id) => ({
    name: `an id that is ${id.slice(0, 20)}`,
    request: request({ ...proper, path: row.path.replace(/:\w+/, id) }),
  }));
}

function badMethods(proper: Proper): BadRequest[] {
  return ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'OPTIONS', 'HEAD', 'TRACE'].map((method) => ({
    name: `the method ${method}`,
    request: { ...request(proper), method, body: undefined },
  }));
}

function badCookies(proper: Proper): BadRequest[] {
  const names = [
    'sallyport-session',
    'sallyport-session.sig',
    'sallyport-interaction',
    'sallyport-interaction.sig',
    'sallyport-resume',
    'sallyport-resume.sig',
    'sallyport-browser',
    'sallyport-known',
    'sallyport-account',
  ];
  const values = ['', 'x', '%', '%ff', '"', '__proto__', '[object Object]', '~~~~', 'x'.repeat(4000), '😀'];
  const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const all = (value: string) => names.map((name) => `${name}=${latin(value)}`).join('; ');
  return [
    ...values.slice(0, -2).map((value) => ({ name: `cookies that are "${value}"`, cookies: all(value) })),
    { name: 'a long session cookie', cookies: `sallyport-session=${'x'.repeat(4000)}` },
    { name: 'cookies of another alphabet', cookies: all('😀') },
    { name: 'no cookies', cookies: '' },
    { name: 'a cookie line of separators', cookies: ';;;=;=;;' },
    { name: 'cookies of other names', cookies: 'a=b; sallyport=x; _session=y; connect.sid=z' },
    { name: 'two of each', cookies: `${all('a')}; ${all('b')}` },
    { name: 'a thousand cookies', cookies: Array.from({ length: 1000 }, (_, at) => `c${at}=1`).join('; ') },
    { name: 'cookies past every limit', cookies: `a=${'x'.repeat(20_000)}` },
  ].map((one) => ({ ...one, request: request(proper) }));
}

function badHeaders(proper: Proper): BadRequest[] {
  const headers: readonly Readonly<Record<string, string>>[] = [
    { Accept: 'nonsense' },
    { Accept: '*/*;q=x, ,;' },
    { 'Accept-Language': 'x-!!, de;q=abc, *;q=2, en_US@@' },
    { 'Accept-Language': 'a'.repeat(3000) },
    { 'User-Agent': '' },
    { 'User-Agent': '"><script>alert(1)</script>' },
    { Authorization: 'Basic' },
    { Authorization: 'Basic !!!!' },
    { Authorization: `Basic ${Buffer.from('%:%').toString('base64')}` },
    { Authorization: 'Bearer' },
    { Authorization: 'Bearer x y z' },
    { Authorization: 'DPoP x', DPoP: 'not.a.jwt' },
    { DPoP: '{}' },
    { 'If-None-Match': '*' },
    { Range: 'bytes=0-0,5-1' },
    { Expect: 'something' },
    { 'X-HTTP-Method-Override': 'DELETE' },
  ];
  return headers.map((one) => ({
    name: JSON.stringify(one).slice(0, 60),
    request: request(proper, { headers: one }),
  }));
}

function badQueries(proper: Proper): BadRequest[] {
  const wrong = [
    'a[]=1&a[x]=2',
    'x=%ff',
    'x=%',
    'x=%00',
    'method[]=totp&method[]=x',
    'way[a]=b',
    'method=totp&method=x',
  ];
  const auth = [
    'client_id=a&client_id=b',
    'client_id=%00',
    'client_id=__proto__',
    'max_age=-1',
    'max_age=1e999',
    'max_age=NaN',
    'max_age=99999999999999999999',
    'claims=%7B',
    'claims=null',
    'claims=%5B%5D',
    'claims=%7B%22id_token%22%3A1%7D',
    'claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22values%22%3A1%7D%7D%7D',
    'claims=%7B%22id_token%22%3A%7B%22acr%22%3A%22x%22%7D%7D',
    'claims=%7B%22id_token%22%3A%7B%22sub%22%3A%7B%22value%22%3A%7B%7D%7D%7D%7D',
    'id_token_hint=x',
    'id_token_hint=e30.e30.e30',
    'request=x',
    'request=e30.e30.',
    'request_uri=urn:ietf:params:oauth:request_uri:x',
    'request_uri=https://169.254.169.254/',
    'ui_locales=x-!!%20%ff%20en_US@@',
    'tenant=%00',
    'tenant=__proto__',
    'login_hint=%ff%00',
    'prompt=none%20login',
    'prompt=unknown',
    'acr_values=%00',
    'response_mode=unknown',
    'code_challenge=x',
    'code_challenge_method=plain',
    'scope=%00',
    'resource=not-a-url',
    'dpop_jkt=x',
    'nonce=%ff',
    'state=%00%ff',
  ];
  const queries = [...wrong, ...auth, `x=${'y'.repeat(7000)}`, `state=${'y'.repeat(7000)}`];
  const own = proper.query === '' ? '?' : `${proper.query}&`;
  return queries.flatMap((query) => [
    { name: `the query ${query.slice(0, 60)}`, request: request({ ...proper, query: `${own}${query}` }) },
    { name: `only the query ${query.slice(0, 60)}`, request: request({ ...proper, query: `?${query}` }) },
  ]);
}

function badBodies(proper: Proper): BadRequest[] {
  const body = new URLSearchParams(proper.fields).toString();
  const json = JSON.stringify(proper.fields);
  const typed = (type: string, sent: string) => ({ headers: { 'Content-Type': type }, body: sent });
  const tries: readonly (readonly [string, Partial<RawRequest>])[] = [
    ['JSON', typed('application/json', json)],
    ['JSON that is none', typed('application/json', '{')],
    ['plain text', typed('text/plain', body)],
    [
      'multipart',
      typed(
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
      ),
    ],
    ['multipart without a boundary', typed('multipart/form-data', 'x')],
    ['no content type', typed('', body)],
    ['a content type that is none', typed(';;;', body)],
    ['an unknown charset', typed(`${formType}; charset=klingon`, body)],
    ['UTF-16', typed(`${formType}; charset=utf-16`, body)],
    ['an encoding that it is not in', { headers: { 'Content-Encoding': 'gzip' }, body }],
    ['an unknown encoding', { headers: { 'Content-Encoding': 'snow' }, body }],
    ['no body', { body: undefined }],
    ['an empty body', { body: '' }],
    ['a megabyte', { body: `${body}&x=${megabyte}` }],
    ['a megabyte of a name', { body: `${body}&${megabyte}=x` }],
    ['a megabyte of JSON', typed('application/json', `"${megabyte}"`)],
    [
      'five thousand fields',
      { body: `${body}${Array.from({ length: 2000 }, (_, at) => `&f${at}=`).join('')}` },
    ],
    ['a deep field', { body: `${body}&a${'[a]'.repeat(500)}=x` }],
    ['separators', { body: '&&&===&&' }],
    ['bytes', { body: '\u0000\u0001\u00ff' }],
  ];
  return tries.map(([name, over]) => ({ name, request: request(proper, over) }));
}

/** Each field of the proper request: missing, twice, as array and object, too long, not text. */
function badFields(proper: Proper): BadRequest[] {
  const { fields } = proper;
  const encoded = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([name, value]) => `${name}=${value}`).join('&');
  return Object.keys(fields).flatMap((name) => {
    const others = Object.entries(fields)
      .filter(([other]) => other !== name)
      .map(([other, value]) => [other, encodeURIComponent(value)] as const);
    const value = encodeURIComponent(fields[name] ?? '');
    const tries: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
      ['missing', []],
      ['empty', [[name, '']]],
      [
        'given twice',
        [
          [name, value],
          [name, value],
        ],
      ],
      ['an array', [[`${name}[]`, value]]],
      ['an object', [[`${name}[x]`, value]]],
      ['an operator', [[`${name}[$ne]`, '']]],
      ['oversized', [[name, 'y'.repeat(14_000)]]],
      ['not UTF-8', [[name, '%ff%fe']]],
      ['a lone surrogate', [[name, '%ED%A0%80']]],
      ['NUL', [[name, '%00']]],
      ['badly encoded', [[name, '%zz%']]],
      ['"null"', [[name, 'null']]],
    ];
    return tries.map(([what, put]) => ({
      name: `the field ${name} ${what}`,
      request: request(proper, { body: encoded([...others, ...put]) }),
    }));
  });
}

function badOrigins(proper: Proper): BadRequest[] {
  const headers: readonly Readonly<Record<string, string>>[] = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `${proper.issuer}.evil.example` },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
  ];
  return headers.map((one) => ({
    name: `from elsewhere ${JSON.stringify(one)}`,
    request: request(proper, { headers: one }),
  }));
}
