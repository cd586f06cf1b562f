"""Asking whether an address on another platform answers, without a way into the own network.

No Django and no database here. Addresses of this machine, of private networks and of the link are
refused twice: by their look when a person enters them, and after the name is resolved each time a
connection is made, so that neither a redirect nor a changed name leads inside. Nothing of a page is
kept: its status is the answer.
"""

import contextlib
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from mingchuang import __version__

TIMEOUT = 10.0
"""Seconds for which a platform may be silent."""
LONGEST = 30.0
"""Seconds after which one address is given up, however slowly it goes on answering."""
REDIRECTS = 3
MOST_READ = 64 * 1024
"""Bytes of a page that are read at most; the rest is left where it is."""
AGENT = f"Mingchuang/{__version__} (link check)"
NO_HEAD = (403, 405, 501)
"""Answers of servers that do not like to be asked for the head alone."""
MOVED = (301, 302, 303, 307, 308)
GUARDED = (403, 412, 429)
"""Answers of platforms that let no program in: the address stands, its page cannot be judged."""
RESERVED = (".example", ".test", ".invalid")
"""Endings that stand for no machine (RFC 6761); such addresses are never asked."""
INSIDE = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True)
class Answer:
    """Whether an address answers, and if not, why: a word for the log."""

    ok: bool
    why: str = ""

    @property
    def reached(self) -> bool:
        """Whether a machine answered at all, be it that there is no such page."""
        return self.ok or self.why.startswith(("status", "redirects"))


class Refused(OSError):
    """The address is one of the own network."""


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody can reach."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def split(url: str) -> SplitResult | None:
    """Return an address in its pieces, None when it is no http(s) address that anybody may be sent
    to: it names a user, a machine without a domain, or one of the own network."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if (number := _number(host)) is not None:
        return parts if is_public(number) else None
    if "." not in host or host.endswith(INSIDE):
        return None
    try:
        host.encode("idna")
    except UnicodeError:
        return None
    return parts


def asked(url: str) -> bool:
    """Whether the nightly look asks this address: not when its name is reserved for examples."""
    parts = split(url)
    return parts is None or not (parts.hostname or "").endswith(RESERVED)


def _number(host: str) -> str | None:
    """Return the IP address that a host is written as, in whichever of the usual ways."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", host):
        with contextlib.suppress(OSError):
            return socket.inet_ntoa(socket.inet_aton(host))
    return None


def look(url: str, *, inside: bool = False, timeout: float = TIMEOUT) -> Answer:
    """Ask an address once and follow at most three redirects.

    HEAD first, GET where that is not liked. ``inside`` lets addresses of the own machine be asked:
    the tests' server stands there, nothing else passes it.
    """
    method = "HEAD"
    for _hop in range(REDIRECTS + 1):
        parts = urlsplit(url) if inside else split(url)
        if parts is None:
            return Answer(False, "refused")
        try:
            status, location = _ask(method, parts, inside, timeout)
            if status in NO_HEAD and method == "HEAD":
                method = "GET"
                status, location = _ask(method, parts, inside, timeout)
        except Refused:
            return Answer(False, "refused")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(False, type(error).__name__)
        if status in MOVED and location:
            url = urljoin(url, location)
            continue
        return Answer(200 <= status < 300 or status in GUARDED, f"status {status}")
    return Answer(False, "redirects")


def _ask(method: str, parts: SplitResult, inside: bool, timeout: float) -> tuple[int, str]:
    """Return the status and where it says to go on. Raises OSError, HTTPException, ValueError."""
    host, port = parts.hostname or "", parts.port
    kind = _Tls if parts.scheme == "https" else _Plain
    asking: _Plain | _Tls = kind(host, port, timeout=timeout)
    asking.inside = inside
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    with contextlib.closing(asking), _given_up(asking):
        asking.request(method, target, headers={"User-Agent": AGENT, "Accept": "*/*"})
        answer = asking.getresponse()
        if method == "GET":
            answer.read(MOST_READ)
        # A header's bytes above ASCII come as Latin-1; platforms write them in UTF-8.
        location = (answer.headers.get("Location") or "").encode("latin-1", "replace")
        return answer.status, location.decode("utf-8", "replace")


@contextlib.contextmanager
def _given_up(asking: http.client.HTTPConnection) -> Iterator[None]:
    """Cut the line after ``LONGEST`` seconds: a server that drips would hold it for ever."""

    def cut() -> None:
        if asking.sock:
            with contextlib.suppress(OSError):
                asking.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(LONGEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Plain(http.client.HTTPConnection):
    """Connects to the very addresses it has looked at, so that no second look-up can differ."""

    inside = False

    def connect(self) -> None:
        self.sock = _connected(self)


class _Tls(http.client.HTTPSConnection):
    """The same with TLS; certificates are checked."""

    inside = False

    def connect(self) -> None:
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(_connected(self), server_hostname=self.host)


def _connected(asking: _Plain | _Tls) -> socket.socket:
    found = socket.getaddrinfo(asking.host, asking.port, type=socket.SOCK_STREAM)
    if not asking.inside and not all(is_public(str(row[4][0])) for row in found):
        raise Refused
    failed: OSError | None = None
    for family, kind, protocol, _name, address in found:
        one = socket.socket(family, kind, protocol)
        one.settimeout(asking.timeout)
        try:
            one.connect(address)
        except OSError as error:
            one.close()
            failed = error
        else:
            return one
    raise failed or OSError("no address")
