"""Which authority is competent for a profession, in a place, for a qualification from there."""

from talent.recognition.kinds import Origin
from talent.recognition.query import Query
from talent.recognition.schema import Authority, Competence, Pack


def competent_authority(pack: Pack, profession: str, origin: Origin, query: Query) -> Authority | None:
    """The one of the region first, then the country's. None: not known by name, or the region is missing."""
    known = [each for each in pack.authority if each.holds(query.on, query.as_recorded)]
    regional = (each for each in known if query.region and _decides(each, profession, origin, query.region))
    national = (each for each in known if _decides(each, profession, origin, None))
    return next(regional, None) or next(national, None)


def is_regional(pack: Pack, profession: str) -> bool:
    """Whether a different authority decides in each region of the country."""
    return profession in pack.regional


def _decides(authority: Authority, profession: str, origin: Origin, region: str | None) -> bool:
    return any(_covers(each, profession, origin, region) for each in authority.competence)


def _covers(competence: Competence, profession: str, origin: Origin, region: str | None) -> bool:
    """With `region` None: whether it covers the whole country."""
    placed = region in competence.regions if region else not competence.regions
    return placed and profession in competence.professions and competence.origin in (Origin.ANY, origin)
