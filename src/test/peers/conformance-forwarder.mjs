// Stands in front of a gateway for a client that cannot send a credential: passes every request on with the key, and what comes back as it comes.
//   KEY=... node conformance-forwarder.mjs [--http PORT] [URL]
// Prints `listening ORIGIN` on stderr. Without URL it reads a line `URL KEY` from stdin, since a gateway that must take the
// forwarder's Host is started after it.
// The Host stays the client's own, so the gateway must take it; nothing is held back, neither way, and an end on one side ends the other.
import { Agent, createServer, request as send } from 'node:http';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { http: { type: 'string', default: '0' } } });
const agent = new Agent({ keepAlive: false }); // a connection that the gateway just closed is never tried again
let target;
let key;

function passOnTo(url, credential) {
  target = new URL(url);
  key = credential;
}

if (positionals[0]) passOnTo(positionals[0], process.env.KEY);
else createInterface({ input: process.stdin }).on('line', (line) => passOnTo(...line.split(' ')));

const server = createServer((received, response) => {
  if (!target) {
    response.writeHead(503).end();
    return;
  }
  const headers = [...received.rawHeaders, 'Authorization', `Bearer ${key}`];
  const passed = send({ agent, host: target.hostname, port: target.port, method: received.method, path: received.url, headers });
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  passed.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.on('close', () => passed.destroy());
  received.pipe(passed);
});
server.listen(Number(options.http), '127.0.0.1', () => process.stderr.write(`listening http://127.0.0.1:${server.address().port}\n`));
