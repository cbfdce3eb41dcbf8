"""The official Python SDK, unmodified, driven line by line: one JSON command on stdin, one JSON outcome on stdout.

A command is {"action", "arguments", and what differs from the ready line: "key_id", "secret", "http_proxy"}.
An outcome is {"status", "body"} of a normal return, or {"exception", "code", "retry_after", "status"} of one that was raised.
"""

import json
import sys

from alibabacloud_dypnsapi20170525 import models
from alibabacloud_dypnsapi20170525.client import Client
from alibabacloud_tea_openapi import models as open_api_models
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException

METHODS = {
    "GetAuthToken": (models.GetAuthTokenRequest, Client.get_auth_token),
    "GetPhoneWithToken": (models.GetPhoneWithTokenRequest, Client.get_phone_with_token),
    "VerifyPhoneWithToken": (models.VerifyPhoneWithTokenRequest, Client.verify_phone_with_token),
}


def call(ready, command):
    config = open_api_models.Config(
        access_key_id=command.get("key_id", ready["access_key_id"]),
        access_key_secret=command.get("secret", ready["access_key_secret"]),
        # The two settings that point it at the simulator.
        endpoint=ready["base_url"].removeprefix("http://"),
        protocol="HTTP",
        http_proxy=command.get("http_proxy"),
    )
    request, method = METHODS[command["action"]]
    try:
        answer = method(Client(config), request(**command["arguments"]))
    except AlibabaCloudException as error:
        return {
            "exception": type(error).__name__,
            "code": error.code,
            "status": error.status_code,
            "retry_after": getattr(error, "retry_after", None),
        }
    return {"status": answer.status_code, "body": answer.body.to_map()}


ready = json.loads(sys.stdin.readline())
for line in sys.stdin:
    print(json.dumps(call(ready, json.loads(line))), flush=True)
