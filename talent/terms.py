"""Terms of work that both sides speak of: what is paid by which period, and kinds of contract."""

from enum import StrEnum


class PayPeriod(StrEnum):
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class ContractKind(StrEnum):
    PERMANENT = "permanent"
    FIXED_TERM = "fixed-term"
    SEASONAL = "seasonal"
    TRAINING = "training"
