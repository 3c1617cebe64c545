"""Exit with 0 if the address answers that all is well: the health check of containers that have no curl."""

import http.client
import sys
from urllib.parse import urlsplit

address = urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(address.netloc, timeout=5)
try:
    connection.request("GET", address.path or "/")
    status = connection.getresponse().status
except (OSError, http.client.HTTPException):
    sys.exit(1)
# A page that asks for its token is well.
sys.exit(status >= http.client.BAD_REQUEST and status not in {401, 403})
