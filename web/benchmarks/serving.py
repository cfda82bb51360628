"""What the server needs: memory of a real process as it is asked one thing after another; time and weight of pages."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from web.benchmarks.speed import Times, times
from web.settings import Settings

PAGES = ("/", "/find", "/understand", "/recognition")

CANDIDATE_PAGES = (
    "/profile",
    "/profile/experience",
    "/profile/skills",
    "/profile/sharing",
    "/profile/preview",
    "/profile/who-saw",
    "/recommended",
    "/vacancies",
    "/applications",
    "/notifications",
    "/account",
)
"""What a candidate opens again and again, once signed in."""

START_S = 60.0
"""A server that doesn't answer by then is not going to."""

ANSWER_S = 120.0
"""The first question loads model and index, on a slow machine while the profiles are read beside it."""


class ServingError(Exception):
    """The server can't be measured; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`first_byte` and `whole` in milliseconds from the request; `body` as it came, that is compressed.

    `cookie` is the first that was set, as it is sent back ("name=value").
    """

    status: int
    first_byte: float
    whole: float
    body: bytes
    encoding: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Resident memory in MiB after a step, and how the server answered (None: nothing was asked)."""

    what: str
    status: int | None
    milliseconds: float
    resident_mib: float | None


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """`peak_mib` is the most that was resident at any time; None where the system doesn't tell (not Linux)."""

    steps: list[Step]
    peak_mib: float | None


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a page as sent, and with the style sheets, scripts and images that it names, each once."""

    status: int
    page_bytes: int
    all_bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class PageReport:
    """Milliseconds to the first byte, and the weight."""

    path: str
    status: int
    first_byte: Times
    page_bytes: int
    all_bytes: int
    files: int


def ask(address: str, path: str, form: dict[str, str] | None = None, *, cookie: str = "") -> Answer:
    """One request on a connection of its own, open before the clock starts; a POST where there is a form.

    Raises ServingError where no whole answer comes.
    """
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with closing(kind(parts.netloc, timeout=ANSWER_S)) as connection:
        try:
            connection.connect()
            return _answer(connection, path, form, cookie)
        except (OSError, http.client.HTTPException) as error:
            raise ServingError(
                f"{address}{path} does not answer ({error}). "
                "Start the server with `talent run`, or name another address."
            ) from error


def _answer(
    connection: http.client.HTTPConnection, path: str, form: dict[str, str] | None, cookie: str
) -> Answer:
    headers = {"Accept-Encoding": "gzip", "Accept": "text/html,*/*"} | ({"Cookie": cookie} if cookie else {})
    start = time.perf_counter()
    if form is None:
        connection.request("GET", path, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", path, urlencode(form), headers)
    response = connection.getresponse()
    first_byte = time.perf_counter() - start
    body = response.read()
    whole = time.perf_counter() - start
    encoding = response.headers.get("Content-Encoding", "")
    given = response.headers.get("Set-Cookie", "").partition(";")[0]
    return Answer(response.status, 1000 * first_byte, 1000 * whole, body, encoding, given)


# --- memory -------------------------------------------------------------------------------------------------


def measure_memory(chosen: Settings, advertisement: str, cv: str) -> MemoryReport:
    """Starts a server with these settings on a free port, asks it one thing after another, stops it."""
    questions: list[tuple[str, str, dict[str, str] | None]] = [
        ("first page", "/", None),
        ("/healthz", "/healthz", None),
        ("one understanding", "/understand", {"text": cv}),
        ("one ranking", "/find", {"text": advertisement}),
        ("the same ranking again", "/find", {"text": advertisement}),
    ]
    with server(chosen) as (process, address, started):
        steps = [Step("started", None, started, resident(process.pid))]
        for what, path, form in questions:
            answer = ask(address, path, form)
            steps.append(Step(what, answer.status, round(answer.whole, 1), resident(process.pid)))
        return MemoryReport(steps, resident(process.pid, "VmHWM"))


@contextmanager
def server(chosen: Settings) -> Iterator[tuple["subprocess.Popen[bytes]", str, float]]:
    """A server process, its address, and the milliseconds until it listened. Ends it however the block ends."""
    port = _free_port()
    surroundings = os.environ | {
        "TALENT_DATA": str(chosen.data.resolve()),
        "TALENT_HOST": "127.0.0.1",
        "TALENT_PORT": str(port),
    }
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "web.cli", "serve"], env=surroundings)
    try:
        _wait_for(process, port, start + START_S)
        yield process, f"http://127.0.0.1:{port}", round(1000 * (time.perf_counter() - start), 1)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", port: int, until: float) -> None:
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise ServingError(
                f"The server ended with status {process.returncode}; what it said stands above. "
                "`talent prepare` makes what it may lack."
            )
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ServingError(f"The server did not listen within {START_S:.0f} seconds. Is the machine very busy?")


def resident(process_id: int, field: str = "VmRSS") -> float | None:
    """MiB of a process, from /proc (proc_pid_status(5)); None where there is none."""
    file = Path(f"/proc/{process_id}/status")
    if not file.exists():
        return None
    lines = (line for line in file.read_text("utf-8").splitlines() if line.startswith(f"{field}:"))
    return round(int(next(lines).split()[1]) / 1024, 1)


# --- pages --------------------------------------------------------------------------------------------------


def measure_pages(
    address: str, requests: int, paths: Sequence[str] = PAGES, *, cookie: str = ""
) -> list[PageReport]:
    """Of a server that is running, one request after the other. Raises ServingError where none answers."""
    return [_measure_page(address, path, requests, cookie) for path in paths]


def _measure_page(address: str, path: str, requests: int, cookie: str) -> PageReport:
    weight = weigh(address, path, cookie=cookie)  # loads templates and caches; its time isn't counted
    taken = [ask(address, path, cookie=cookie).first_byte for _ in range(requests)]
    return PageReport(path, weight.status, times(taken), weight.page_bytes, weight.all_bytes, weight.files)


def weigh(address: str, path: str, *, cookie: str = "") -> Weight:
    """What a first visit costs: nothing is in the cache. Raises ServingError."""
    page = ask(address, path, cookie=cookie)
    files = named_files(_text(page), path)
    weights = [len(ask(address, file).body) for file in files]
    return Weight(page.status, len(page.body), len(page.body) + sum(weights), len(files))


def sign_in(address: str, email: str, password: str) -> str:
    """The cookie that later requests carry. Raises ServingError where nobody is let in."""
    answer = ask(address, "/sign-in", {"email": email, "password": password})
    if answer.status != http.HTTPStatus.SEE_OTHER or not answer.cookie:
        raise ServingError(
            f"{email} is not let in at {address} (status {answer.status}). "
            "Load the demonstration data there, or measure without signing in."
        )
    return answer.cookie


def _text(answer: Answer) -> str:
    import gzip

    return (gzip.decompress(answer.body) if answer.encoding == "gzip" else answer.body).decode()


def named_files(page: str, path: str) -> list[str]:
    """Paths of this server's files that a browser fetches for a page, each once, in the order they are named."""
    found = _Files()
    found.feed(page)
    paths = (urljoin(path, name).partition("#")[0] for name in found.names)
    return [each for each in dict.fromkeys(paths) if each.startswith("/") and each != path]


class _Files(HTMLParser):
    """Style sheets, icons, scripts, images, and the sprites that drawings use."""

    ATTRIBUTE: ClassVar = {"script": "src", "img": "src", "use": "href"}
    LINKS: ClassVar = frozenset({"stylesheet", "icon"})

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        fetched = tag == "link" and self.LINKS.intersection((given.get("rel") or "").split())
        name = given.get("href" if fetched else self.ATTRIBUTE.get(tag, ""))
        if name:
            self.names.append(name)
