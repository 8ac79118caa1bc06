"""Ask the measured house over HTTP."""

import http.client
import json
from collections.abc import Callable

from house import House


def post(
    house: House,
    body: dict[str, object],
    *,
    refused: bool = False,
    slug: str = "alpha",
    token: str | None = None,
) -> Callable[[], object]:
    """Return a call that posts one query over a kept connection, checks the kind of answer and returns it."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    payload = json.dumps(body)
    headers = {
        "Host": f"{slug}.localhost",
        "Authorization": f"Bearer {token or house.token}",
        "Content-Type": "application/json",
    }

    def call() -> object:
        try:
            connection.request("POST", "/graphql/", payload, headers)
            response = connection.getresponse()
        except (BrokenPipeError, http.client.RemoteDisconnected):
            # The server closes what was idle while other sides took their turns.
            connection.close()
            connection.request("POST", "/graphql/", payload, headers)
            response = connection.getresponse()
        answer = json.loads(response.read())
        if ("errors" in answer) is not refused:
            raise RuntimeError(answer)
        return answer

    return call
