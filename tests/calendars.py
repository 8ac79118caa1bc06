"""A file of the arrangement of 2027, as an administrator would upload it."""

from pathlib import Path

_NOTES = "# 版本,{label}\n# 年份,{years}\n# 发布日期,2026-11-05\n# 来源,国务院办公厅通知\n日期,类别,名称\n"
DAYS = """\
2027-01-01,休,元旦
2027-02-05,休,春节
2027-02-06,休,春节
2027-02-07,休,春节
2027-02-08,休,春节
2027-02-09,休,春节
2027-02-20,班,春节
2027-04-05,休,清明节
2027-05-01,休,劳动节
2027-05-02,休,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
2027-10-01,休,国庆节
2027-10-02,休,国庆节
2027-10-03,休,国庆节
"""


def written(folder: Path, *, label: str = "2027", days: str = DAYS, years: str = "2027") -> Path:
    """Write the file into a folder and return where it is."""
    path = folder / f"{label}.csv"
    path.write_text(_NOTES.format(label=label, years=years) + days, encoding="utf-8")
    return path
