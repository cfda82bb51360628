"""Names of the levels of education, for every page that shows one."""

from typing import Final

from web.i18n import N_

EDUCATION: Final = (
    N_("Early childhood education"),
    N_("Primary education"),
    N_("Lower secondary education"),
    N_("Upper secondary or vocational education"),
    N_("Post-secondary education below a degree"),
    N_("Short-cycle tertiary education"),
    N_("Bachelor’s degree or equivalent"),
    N_("Master’s degree or equivalent"),
    N_("Doctorate"),
)
"""Levels of ISCED 2011 by their number, 0 to 8,
https://uis.unesco.org/en/topic/international-standard-classification-education-isced"""
