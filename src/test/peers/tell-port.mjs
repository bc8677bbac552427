// Preloaded (`node --import`) into servers that listen on a port of their own choice and do not tell it:
// keeps them on loopback and prints `listening http://127.0.0.1:PORT/mcp` on stderr once they do.
import net from 'node:net';

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const done = rest.findLast((each) => typeof each === 'function');
  this.once('listening', () => process.stderr.write(`listening http://127.0.0.1:${this.address().port}/mcp\n`));
  return listen.call(this, Number(port), '127.0.0.1', ...(done ? [done] : []));
};
