"""AWS Secrets Manager and the token service as moto has them, which check signatures and rights.

Makes one user who may read secrets, one who may not, and a secret; tells the address on stderr, then the keys on stdout.
"""

import json
import os
import sys
import time

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "8"  # what is made here; then everything is checked

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://127.0.0.1:{port}"


def client(service):
    return boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url=url,
        aws_access_key_id="maker",
        aws_secret_access_key="maker",
    )


def user(name, effect):
    iam = client("iam")
    iam.create_user(UserName=name)
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}],
    }
    iam.put_user_policy(UserName=name, PolicyName="secrets", PolicyDocument=json.dumps(policy))
    return iam.create_access_key(UserName=name)["AccessKey"]


reader = user("reader", "Allow")
stranger = user("stranger", "Deny")
secrets = client("secretsmanager")
secrets.create_secret(Name="team/crm", SecretString='{"token": "of-moto"}')
secrets.create_secret(Name="plain", SecretString="as it is")
print(
    json.dumps(
        {name: [key["AccessKeyId"], key["SecretAccessKey"]] for name, key in (("reader", reader), ("stranger", stranger))}
    ),
    flush=True,
)
print(f"listening {url}", file=sys.stderr, flush=True)
while True:
    time.sleep(3600)
