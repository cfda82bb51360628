"""What can be wrong with a rule pack or with a question, said so that the reader can mend it."""


class PackError(ValueError):
    """One or more faults in rule packs; each line names file, entry and field, and says what to do."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class QueryError(ValueError):
    """A question that cannot be asked. `field` names the input, `suggestions` are what was perhaps meant."""

    def __init__(self, field: str, message: str, suggestions: tuple[str, ...] = ()) -> None:
        hint = f" Nearest: {', '.join(suggestions)}." if suggestions else ""
        super().__init__(f"{field}: {message}{hint}")
        self.field = field
        self.suggestions = suggestions
