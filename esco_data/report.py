"""What an import did: counts, what was left out and why, and what disappeared since the last one."""

from dataclasses import asdict, dataclass, field

_EXAMPLES = 5


@dataclass(slots=True)
class FileReport:
    """One label file: rows taken, and rows left out because their concept is unknown or was there already."""

    file: str
    language: str
    taken: int = 0
    unknown: int = 0
    repeated: int = 0
    examples: list[str] = field(default_factory=list)  # unknown URIs, the first few

    def leave_unknown(self, uri: str) -> None:
        self.unknown += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(uri)


@dataclass(frozen=True, slots=True)
class Obsolete:
    uri: str
    label: str


@dataclass(slots=True)
class ImportReport:
    """What came in, what stayed out, and what is obsolete now.

    `declared`: concepts whose own row the release lacks, kept because a label pack names them; `nameless`: left out
    because none does. `newly_obsolete`: how many of `obsolete` were current in the taxonomy before this one.
    """

    digest: str
    name: str
    version: str
    unchanged: bool = False
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    files: list[FileReport] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    obsolete: list[Obsolete] = field(default_factory=list)
    newly_obsolete: int = 0
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def lines(self) -> list[str]:
        """The report for a terminal."""
        if self.unchanged:
            return [f"{self.name}: nothing has changed (digest {self.digest})."]
        lines = [f"{self.name} imported in {self.seconds:.1f} s (digest {self.digest})."]
        lines += [f"  {what}: {number:,}" for what, number in self.counts.items()]
        lines.append("  labels: " + ", ".join(f"{lang} {n:,}" for lang, n in self.labels.items()))
        lines += [
            f"  {f.file}: left out {f.unknown} rows of concepts unknown here, {f.repeated} repeated"
            for f in self.files
            if f.unknown or f.repeated
        ]
        lines += [
            f"  {uri} has no row of its own; its labels come from language packs" for uri in self.declared
        ]
        lines += [f"  {uri} has no label in any language and is left out" for uri in self.nameless]
        if self.obsolete:
            lines.append(f"  obsolete, kept: {len(self.obsolete)}, of which new: {self.newly_obsolete}")
            lines += [f"    {gone.label} <{gone.uri}>" for gone in self.obsolete[:20]]
        return lines + [f"  {note}" for note in self.notes]
