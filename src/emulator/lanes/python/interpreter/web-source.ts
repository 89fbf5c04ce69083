/** Requests of Python to whoever is outside of the sandbox: there are neither sockets to him nor TLS. */
export const WEB: string = String.raw`
import base64
import io
from _machine_calls import ask, _hostname

LOCAL = ("localhost", "[::1]", "0.0.0.0", _hostname)


class _Answer:
    def __init__(self, data):
        self._data = data

    def makefile(self, *args, **options):
        return io.BytesIO(self._data)


def http_client(module):
    class HTTPSConnection(module.HTTPConnection):
        default_port = 443

        def __init__(self, *args, context=None, **options):
            super().__init__(*args, **options)

        def connect(self):
            raise OSError(
                "python3 of a machine in memory has no TLS: urllib.request asks https servers by the sandbox's fetch. "
                'Run the sandbox with sandboxes: "process" for more'
            )

    module.HTTPSConnection = HTTPSConnection
    module._create_https_context = lambda version: None


def urllib_request(module):
    import http.client

    do_open = module.AbstractHTTPHandler.do_open

    def do_open_anywhere(self, http_class, req, **options):
        host = req.host if req.host.endswith("]") else req.host.rsplit(":", 1)[0]
        if req.type == "http" and (host in LOCAL or host.startswith("127.")):
            return do_open(self, http_class, req, **options)
        data = req.data if req.data is not None else b""
        if hasattr(data, "read"):
            data = data.read()
        elif not isinstance(data, (bytes, bytearray, memoryview)):
            data = b"".join(data)
        timeout = req.timeout if isinstance(req.timeout, (int, float)) else ""
        headers = [f"{name}:{value}" for name, value in req.header_items()]
        try:
            answer = ask("fetch", req.get_method(), req.full_url, timeout, base64.b64encode(data).decode(), *headers)
        except OSError as error:
            raise module.URLError(error) from None
        response = http.client.HTTPResponse(_Answer(base64.b64decode(answer)), method=req.get_method())
        response.begin()
        response.url = req.full_url
        response.msg = response.reason
        return response

    module.AbstractHTTPHandler.do_open = do_open_anywhere
`;
