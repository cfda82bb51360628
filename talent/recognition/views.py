"""Entries of the packs as parts of an answer, with their citations looked up."""

from collections.abc import Iterable, Mapping

from talent.recognition.answer import AuthorityView, Citation, ContactView, NoticeView, StepView
from talent.recognition.kinds import StepKind
from talent.recognition.schema import Authority, Contact, Need, Notice, Pack, Procedure, Source, Step

_ASK = "The steps for this case are not in the rule packs. Ask which documents, levels and fees apply before sending anything."


class Views:
    """Turns entries into views; knows the sources that they may cite."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def citations(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """One citation for each id, in order, none twice."""
        return tuple(self._citation(each) for each in dict.fromkeys(ids))

    def _citation(self, identifier: str) -> Citation:
        source = self._sources[identifier]
        return Citation(
            id=source.id,
            title=source.title,
            url=source.url,
            publisher=source.publisher,
            kind=source.kind,
            read_on=source.read_on,
        )

    def authority(self, authority: Authority | None, region: str | None) -> AuthorityView | None:
        if authority is None:
            return None
        regions = {code for each in authority.competence for code in each.regions}
        return AuthorityView(
            id=authority.id,
            name=authority.name,
            native_name=authority.native_name,
            url=authority.url,
            region=region if region in regions else None,
            verified=authority.verified,
            checked_on=authority.checked_on,
            citations=self.citations(authority.cites),
        )

    def contact(self, contact: Contact) -> ContactView:
        return ContactView(name=contact.name, url=contact.url, verified=contact.verified)

    def notice(self, notice: Notice) -> NoticeView:
        return NoticeView(
            code=notice.id, text=notice.text, verified=notice.verified, citations=self.citations(notice.cites)
        )

    def steps(
        self, procedure: Procedure, pack: Pack, competent: AuthorityView | None
    ) -> tuple[StepView, ...]:
        """The steps in order; one that names no authority goes to the competent one."""
        named = {each.id: each for each in pack.authority}
        return tuple(
            self._step(step, self.authority(named[step.authority], None) if step.authority else competent)
            for step in procedure.steps
        )

    def _step(self, step: Step, authority: AuthorityView | None) -> StepView:
        basis = self.citations(step.cites)
        kept = step.model_dump(
            exclude={"authority", "cites", "language", "fee", "time_limit", "typical_time"}
        )
        return StepView(
            **kept,
            authority=authority,
            language=step.language,
            fee=step.fee,
            time_limit=step.time_limit,
            typical_time=step.typical_time,
            legal_basis=basis,
            source=basis[0].url,
        )

    def ask(self, need: Need, pack: Pack) -> StepView:
        """The only step where the need is known and the procedure is not."""
        place = pack.finder or pack.contact
        return self._asking(f"Ask {place.name}", _ASK, place, need.cites)

    def ask_contact(self, contact: Contact) -> StepView:
        """The only step where nothing is known."""
        return self._asking(f"Ask {contact.name}", _ASK, contact, contact.cites)

    def _asking(self, title: str, text: str, place: Contact, cites: tuple[str, ...]) -> StepView:
        basis = self.citations((*place.cites, *cites))
        return StepView(
            id="ask",
            kind=StepKind.ASK,
            title=title,
            text=text,
            authority=None,
            documents=(),
            language=None,
            fee=None,
            time_limit=None,
            typical_time=None,
            parallel=False,
            legal_basis=basis,
            source=place.url,
            checked_on=place.checked_on,
            verified=False,
        )
