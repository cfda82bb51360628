"""What can go wrong between a package and a taxonomy: where, what, and what an operator can do about it."""


class EscoError(Exception):
    """Anything that keeps a taxonomy from being made or read."""


class PackageError(EscoError):
    """A package that cannot be imported: the file, the place in it, what is wrong there, and what helps.

    `line` counts from 1 and is the line on which the offending row begins; `column` is the column's name, or
    "byte N" where the text itself cannot be read. Both are None where the whole file is at fault.
    """

    def __init__(
        self, file: str, problem: str, remedy: str, *, line: int | None = None, column: str | None = None
    ) -> None:
        self.file, self.line, self.column = file, line, column
        self.problem, self.remedy = problem, remedy
        super().__init__(str(self))

    @property
    def place(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(self.column if self.column.startswith("byte ") else f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "problem": self.problem,
            "remedy": self.remedy,
        }


class SourceError(EscoError):
    """No taxonomy could be had from a source (nothing there, nothing reachable)."""
