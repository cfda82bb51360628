"""Entries of the packs as parts of an answer, with their citations looked up."""

from collections.abc import Iterable, Mapping

from talent.recognition.answer import AuthorityView, Citation, ContactView, NoticeView, StepView
from talent.recognition.kinds import StepKind
from talent.recognition.schema import (
    COMPETENT,
    Authority,
    Contact,
    Notice,
    Pack,
    Procedure,
    Shared,
    Source,
    Step,
)
from talent.recognition.texts import ASK


class Views:
    """Turns entries into views; knows the sources that they may cite."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def citations(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """One citation for each id, in order, none twice."""
        return tuple(self._citation(each) for each in dict.fromkeys(ids))

    def _citation(self, identifier: str) -> Citation:
        source = self._sources[identifier]
        return Citation(**source.model_dump(exclude={"language", "remark"}))

    def authority(self, authority: Authority | None, region: str | None = None) -> AuthorityView | None:
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

    def notices(self, notices: Iterable[Notice]) -> tuple[NoticeView, ...]:
        return tuple(
            NoticeView(
                code=each.id, text=each.text, verified=each.verified, citations=self.citations(each.cites)
            )
            for each in notices
        )

    def steps(
        self, procedure: Procedure, pack: Pack, competent: AuthorityView | None
    ) -> tuple[StepView, ...]:
        named = {each.id: self.authority(each) for each in pack.authority} | {COMPETENT: competent}
        return tuple(self._step(step, named.get(step.authority)) for step in procedure.steps)

    def _step(self, step: Step, authority: AuthorityView | None) -> StepView:
        basis = self.citations(step.cites)
        told = step.model_dump(exclude={"authority", "cites"})
        return StepView(**told, authority=authority, legal_basis=basis, source=basis[0].url)

    def ask(self, file: Pack | Shared, cites: tuple[str, ...] = ()) -> StepView:
        """The only step where no procedure is known: ask, or look the authority up."""
        place = (file.finder if isinstance(file, Pack) else None) or file.contact
        return StepView(
            id="ask",
            kind=StepKind.ASK,
            title=f"Ask: {place.name}",
            text=ASK,
            legal_basis=self.citations((*place.cites, *cites)),
            source=place.url,
            checked_on=place.checked_on,
            verified=False,
        )
