"""Runs the graph on all cores: one group of texts on all of them together, of several groups one on each.

To hand half an operator to another core costs more than a small operator itself, so that several groups are quickest
side by side. A text alone has no other way.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matching.encoder.protocol import EncoderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SPIN_US = "1000"
"""How long a thread that has nothing to do looks out for more before it sleeps: longer than from one operator to the
next, and short enough to leave the processor to the web server between two texts.
"""

Group = TypeVar("Group")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Sessions:
    """Safe to use from many threads, which share the `workers`: nobody gets more cores than there are."""

    whole: "InferenceSession"
    each: "InferenceSession"
    workers: ThreadPoolExecutor
    threads: int

    @classmethod
    def open(cls, path: Path, threads: int) -> "Sessions":
        """Of a graph, on so many cores. Raises EncoderError if the file is damaged."""
        whole = _session(path, threads)
        each = _session(path, 1) if threads > 1 else whole
        return cls(whole, each, ThreadPoolExecutor(threads, thread_name_prefix="encoder"), threads)

    def map(
        self, work: Callable[["InferenceSession", Group], Result], groups: Sequence[Group]
    ) -> Iterator[Result]:
        """What `work` makes of each group, in their order; only a few are begun before the first is taken."""
        if len(groups) < 2:
            yield from (work(self.whole, group) for group in groups)
            return
        begun: deque[Future[Any]] = deque()
        for group in groups:
            begun.append(self.workers.submit(work, self.each, group))
            if len(begun) > self.threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _session(path: Path, threads: int) -> "InferenceSession":
    """Plans of memory are kept by shape, and texts hardly ever have the same: without them it is 12 MB less."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.spin_duration_us", SPIN_US)
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no common class
        raise EncoderError(f"{path} is damaged ({error}). Delete its folder and build it again.") from error
