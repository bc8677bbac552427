"""A server on FastMCP: tools, two of which ask their client, resources, and a prompt.

python fastmcp-server.py --stdio | --http PORT     On HTTP it tells its address on stderr: `listening http://127.0.0.1:PORT/mcp`.
"""

import argparse
import socket
import sys

import mcp_types as types
import uvicorn
from fastmcp import Context, FastMCP

server = FastMCP("fixture-fastmcp", instructions="Ask for the tide.")
HEIGHTS = {"brest": 7.1, "calais": 6.4}


@server.tool
def tide(place: str) -> float:
    """How high the tide is, in metres."""
    return HEIGHTS[place]


@server.tool
def ask(ctx: Context) -> str | types.InputRequiredResult:
    """Asks for a place and a sentence, first the one and then the other."""
    answers = ctx.input_responses or {}
    if ctx.request_state is None:
        schema = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}
        form = types.ElicitRequestFormParams(message="Which place?", requested_schema=schema)
        return types.InputRequiredResult(input_requests={"place": types.ElicitRequest(params=form)}, request_state="asked")
    if "place" in answers:
        place = answers["place"].content["place"]
        words = types.CreateMessageRequestParams(messages=[sentence(place)], max_tokens=50)
        return types.InputRequiredResult(input_requests={"words": types.CreateMessageRequest(params=words)}, request_state=place)
    return f"{ctx.request_state}: {answers['words'].content.text}"


@server.tool
async def ask_at_once(ctx: Context) -> str:
    """Asks for the same while it is called: in the stateful era only."""
    answer = await ctx.elicit("Which place?", response_type=str)
    words = await ctx.session.create_message([sentence(answer.data)], max_tokens=50, related_request_id=ctx.request_id)
    return f"{answer.data}: {words.content.text}"


def sentence(place: str) -> types.SamplingMessage:
    return types.SamplingMessage(role="user", content=types.TextContent(type="text", text=f"A sentence about {place}."))


@server.resource("tide://table", mime_type="application/json")
def table() -> dict[str, float]:
    """All heights."""
    return HEIGHTS


@server.resource("tide://{place}/height")
def height(place: str) -> str:
    """One height."""
    return str(HEIGHTS[place])


@server.prompt
def report(place: str) -> str:
    """A report about a place."""
    return f"Write about the tide at {place}; questions to harbour.master@example.com."


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stdio", action="store_true")
    parser.add_argument("--http", type=int)
    options = parser.parse_args()
    if options.stdio:
        server.run("stdio", show_banner=False)
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", options.http or 0))
        listener.listen()
        print(f"listening http://127.0.0.1:{listener.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        uvicorn.Server(uvicorn.Config(server.http_app(), log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
