"""How a law is cited in Chinese: 《产品质量法》第十七条第一款第（二）项. Pure; used to prove that a citation agrees with its figures."""

import re

DIGITS = "零一二三四五六七八九"
_CITED = re.compile(
    r"第(?P<article>[零一二三四五六七八九十百]+)条(?:第(?P<paragraph>[一二三四五六七八九十]+)款)?(?:第（?(?P<item>[一二三四五六七八九十]+)）?项)?"
)


def chinese_number(number: int) -> str:
    """1 to 999 as laws count their articles: 十一, 二十, 一百零五, 一百一十."""
    if not 0 < number < 1000:
        raise ValueError(f"no number of an article: {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        # 十一 on its own, 一百一十一 after a hundred.
        words += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def citation(law: str, cited: str) -> str:
    """A place in a law as it is printed: 《law》 and the place."""
    return f"《{law}》{cited}"


def is_place(cited: str) -> bool:
    """Whether a text names an article, perhaps with paragraph and item, and nothing else."""
    return _CITED.fullmatch(cited) is not None


def citation_fault(cited: str, *, article: int, paragraph: int | None, item: str) -> str:
    """Why the words do not cite that article; empty when they do. Words may leave out paragraph and item, but not name others."""
    found = _CITED.fullmatch(cited)
    if found is None:
        return f"“{cited}” cites no article"
    expected = {
        "article": chinese_number(article) if 0 < article < 1000 else "",
        "paragraph": chinese_number(paragraph) if paragraph else "",
        "item": chinese_number(int(item)) if item.isascii() and item.isdigit() and 0 < int(item) < 1000 else item,
    }
    for part, words in found.groupdict().items():
        if words is not None and words != expected[part]:
            return f"“{cited}” does not agree with the {part} {({'article': article, 'paragraph': paragraph, 'item': item})[part]}"
    return ""
