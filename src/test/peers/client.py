"""The official Python SDK as a client; options and output lines are those of client-v1.mjs.

python client.py URL [--era legacy|modern|auto] [--header k:v] [--call 'TOOL {json}'] [--progress 'TOOL {json}'] [--cancel 'TOOL {json}']
python client.py [options] -- COMMAND ARGS...      over stdio
"""

import argparse
import json
import sys
from contextlib import AsyncExitStack

import anyio
import httpx2
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client


def line(value: dict) -> None:
    print(json.dumps(value), flush=True)


def plain(model) -> dict:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def failure(error: BaseException) -> dict:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    told = {"name": type(error).__name__, "message": str(error)}
    if isinstance(error, MCPError):
        told["code"] = error.error.code
        if error.error.data is not None:
            told["data"] = error.error.data
    return told


def parse_call(value: str) -> tuple[str, dict]:
    name, _, arguments = value.partition(" ")
    return name, json.loads(arguments) if arguments else {}


async def step(name: str, action) -> bool:
    try:
        line({"step": name, "ok": True, **await action()})
        return True
    except Exception as error:
        line({"step": name, "ok": False, "error": failure(error)})
        return False


async def cancel(client: Client, value: str, on: str) -> dict:
    """Starts a call and takes it back, on the first progress or after so many milliseconds; lists once more, as client-steps.mjs says why."""
    name, arguments = parse_call(value)
    answered = None
    with anyio.CancelScope() as scope:

        async def progress(*_) -> None:
            if on == "progress":
                scope.cancel()

        if on != "progress":
            scope.deadline = anyio.current_time() + int(on) / 1000
        answered = await client.call_tool(name, arguments, progress_callback=progress)
    told = {"cancelled": scope.cancelled_caught} | ({"result": plain(answered)} if answered else {})
    return told | {"after": len((await client.list_tools(cache_mode="refresh")).tools)}


async def take_steps(client: Client, options) -> None:
    async def tools() -> dict:
        listed, cursor = [], None
        while True:
            page = await client.list_tools(cursor=cursor)
            listed += [plain(tool) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None:
                return {"tools": listed}

    await step("list", tools)
    for each in options.call:
        name, arguments = parse_call(each)

        async def call() -> dict:
            return {"tool": name, "result": plain(await client.call_tool(name, arguments))}

        await step("call", call)
    if options.progress:
        name, arguments = parse_call(options.progress)
        seen = []

        async def progress(done, total, message) -> None:
            seen.append({"progress": done, "total": total, "message": message})

        async def with_progress() -> dict:
            result = await client.call_tool(name, arguments, progress_callback=progress)
            return {"result": plain(result), "seen": seen}

        await step("progress", with_progress)
    if options.cancel:
        await step("cancel", lambda: cancel(client, options.cancel, options.cancel_on))


async def main(options) -> int:
    mode = {"legacy": "legacy", "auto": "auto", "modern": "2026-07-28"}[options.era]
    connected = False
    try:
        async with AsyncExitStack() as stack:
            if options.target[0].startswith("http"):
                pairs = (each.partition(":") for each in options.header)
                headers = {key.strip(): value.strip() for key, _, value in pairs}
                http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=options.timeout / 1000))
                server = streamable_http_client(options.target[0], http_client=http)
            else:
                server = StdioServerParameters(command=options.target[0], args=options.target[1:])
            client = Client(server, mode=mode, read_timeout_seconds=options.timeout / 1000)
            await stack.enter_async_context(client)
            connected = True
            info = client.server_info
            line({"step": "connect", "ok": True, "server": plain(info) if info else None, "protocolVersion": client.protocol_version})
            await take_steps(client, options)
    except Exception as error:
        line({"step": "close" if connected else "connect", "ok": False, "error": failure(error)})
        return 1
    line({"step": "close", "ok": True})
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--era", choices=["legacy", "modern", "auto"], default="legacy")
    parser.add_argument("--call", action="append", default=[])
    parser.add_argument("--progress")
    parser.add_argument("--cancel")
    parser.add_argument("--cancel-on", default="progress")
    parser.add_argument("--timeout", type=int, default=30_000)
    parser.add_argument("target", nargs="+")
    sys.exit(anyio.run(main, parser.parse_args()))
