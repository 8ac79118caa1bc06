"""Names as a public page shows them: the family name, and a star for every other sign."""

_COMPOUND = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒司空夏侯闻人澹台公冶宗政濮阳淳于单于"
    "太叔申屠轩辕钟离宇文长孙鲜于闾丘亓官司寇子车颛孙端木巫马公西乐正公良拓跋夹谷宰父"
    "谷梁段干百里东郭南门呼延羊舌微生梁丘左丘东门西门南宫第五独孤南郭北宫赫连万俟完颜"
    "纳兰叶赫那拉"
)
COMPOUND = frozenset(_COMPOUND[place : place + 2] for place in range(0, len(_COMPOUND), 2))
"""Family names of two signs."""

JOINTS = frozenset("·•‧・.．- ")
"""Signs between the parts of a name, which stay: 阿卜杜拉·买买提."""


def masked(name: str) -> str:
    """Return a name of which only the family name is left, or the first sign of a name in parts.

    >>> masked("张三"), masked("张小三"), masked("欧阳小三"), masked("王李小三")
    ('张*', '张**', '欧阳**', '王***')
    >>> masked("阿卜杜拉·买买提"), masked("欧阳")
    ('阿***·***', '欧*')
    """
    name = name.strip()
    shown = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return "".join(sign if place < shown or sign in JOINTS else "*" for place, sign in enumerate(name))
