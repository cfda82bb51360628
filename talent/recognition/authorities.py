"""Which authority is competent for a profession in a place."""

from talent.recognition.query import Query
from talent.recognition.schema import Authority, Pack


def competent_authority(pack: Pack, profession: str, query: Query) -> Authority | None:
    """The one of the region first, then the country's. None: not known by name, or the region is missing."""
    competent = [each for each in pack.authority if each.holds(query.on, query.as_recorded)]
    regional = next((each for each in competent if _decides(each, profession, query.region)), None)
    return regional or next((each for each in competent if _decides(each, profession, None)), None)


def is_regional(pack: Pack, profession: str) -> bool:
    """Whether a different authority decides in each region of the country."""
    return profession in pack.regional


def _decides(authority: Authority, profession: str, region: str | None) -> bool:
    """Competent in `region`; with None: competent in the whole country."""
    return any(
        profession in each.professions and (region in each.regions if region else not each.regions)
        for each in authority.competence
    )
