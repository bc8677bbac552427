// The official TypeScript SDK v2 signs a person in with an authorization server, and calls a tool. The browser is a few
// requests: the form of Keycloak's page is filled in, and the way back is read where it would lead to.
//   node client-oauth.mjs URL --client ID --redirect URL --user NAME --password WORD   a client that is known there
//     --again: calls once more when its token has ended
//   node client-oauth.mjs URL --redirect URL                                           a client that registers itself
//   node client-oauth.mjs URL --client ID --secret WORD --issuer URL --assertion JWT --at ORIGIN
//     enterprise-managed authorization; ORIGIN is where what URL names is really served
import { Client, CrossAppAccessProvider, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { client: text, secret: text, issuer: text, assertion: text, at: text, redirect: text, user: text, password: text, again: { type: 'boolean' } },
});
const url = new URL(positionals[0]);
const line = (seen) => console.log(JSON.stringify(seen));

/** Follows the way of a browser from the authorization endpoint to the redirect; returns where that leads. */
async function browse(start) {
  const page = await fetch(start, { redirect: 'manual' });
  const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
  const html = await page.text();
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  if (!action) throw new Error(`no form to sign in: ${page.status} ${html.slice(0, 300)}`);
  const answer = await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username: options.user, password: options.password }),
  });
  const back = answer.headers.get('location');
  if (answer.status !== 302 || !back?.startsWith(options.redirect)) throw new Error(`not signed in: ${answer.status} ${back}`);
  return new URL(back);
}

/** A person's client; it is known at the authorization server, or asks to be. */
class Person {
  redirectUrl = options.redirect;
  clientMetadata = {
    client_name: 'client-oauth',
    redirect_uris: [options.redirect],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  #client = options.client ? { client_id: options.client } : undefined;
  #tokens;
  #verifier;
  opened;
  ends;
  clientInformation = () => this.#client;
  saveClientInformation = (client) => void (this.#client = client);
  tokens = () => this.#tokens;
  saveTokens = (tokens) => {
    if (this.#tokens) line({ renewed: tokens.access_token !== this.#tokens.access_token });
    this.#tokens = tokens;
    this.ends = Date.now() + tokens.expires_in * 1000;
  };
  saveCodeVerifier = (verifier) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
  redirectToAuthorization = (where) => void (this.opened = where);
}

const elsewhere = options.at && ((where, init) => fetch(String(where).replace(url.origin, options.at), init));
const provider = options.assertion
  ? new CrossAppAccessProvider({
      clientId: options.client,
      clientSecret: options.secret,
      expectedIssuer: options.issuer,
      fetchFn: elsewhere,
      assertion: async ({ authorizationServerUrl, resourceUrl }) => {
        line({ asked: { authorizationServerUrl: String(authorizationServerUrl), resourceUrl: String(resourceUrl) } });
        return options.assertion;
      },
    })
  : new Person();

async function connect() {
  const client = new Client({ name: 'client-oauth', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider, ...(elsewhere && { fetch: elsewhere }) });
  try {
    await client.connect(transport);
  } catch (refused) {
    if (!(refused instanceof UnauthorizedError) || !provider.opened) throw refused;
    const challenge = provider.opened.searchParams;
    line({ opened: { client: challenge.get('client_id'), resource: challenge.get('resource'), pkce: challenge.get('code_challenge_method') } });
    await transport.finishAuth((await browse(provider.opened)).searchParams);
    provider.opened = undefined;
    return connect();
  }
  return client;
}

try {
  const client = await connect();
  line({ tools: (await client.listTools()).tools.map((tool) => tool.name) });
  if (options.again) {
    await new Promise((ended) => setTimeout(ended, Math.max(0, provider.ends + 1000 - Date.now())));
    line({ again: (await client.listTools()).tools.map((tool) => tool.name) });
  }
  await client.close();
} catch (failed) {
  line({ failed: String(failed?.message ?? failed) });
}
