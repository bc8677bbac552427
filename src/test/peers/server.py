"""A small MCP server on the official Python SDK: `shout` and `count`.

python server.py --stdio | --http PORT     On HTTP it tells its address on stderr: `listening http://127.0.0.1:PORT/mcp`.
"""

import argparse
import socket
import sys

import anyio
import uvicorn
from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("fixture-python")


@server.tool()
def shout(text: str) -> str:
    """Answers in capitals."""
    return text.upper()


@server.tool()
async def count(ctx: Context, steps: int = 5, milliseconds: int = 20) -> int:
    """Counts, and tells how far it is."""
    try:
        for step in range(1, steps + 1):
            await anyio.sleep(milliseconds / 1000)
            await ctx.report_progress(step, steps, f"step {step}")
    except anyio.get_cancelled_exc_class():
        print("fixture: count was cancelled", file=sys.stderr, flush=True)
        raise
    return steps


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stdio", action="store_true")
    parser.add_argument("--http", type=int)
    options = parser.parse_args()
    if options.stdio:
        server.run("stdio")
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", options.http or 0))
        listener.listen()
        print(f"listening http://127.0.0.1:{listener.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        config = uvicorn.Config(server.streamable_http_app(), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
