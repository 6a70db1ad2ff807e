"""To whom one turns against a decision: printed on letters, by whose power the item is decided.

Where another body delegated the item, that body answers for the decision (行政许可法 24 para. 2) and is the respondent of a review
(行政复议法 19 para. 3), for which its own government is competent (24 para. 1 item 1). The guide of the item says which.
"""

from bureau.letters import ADMINISTRATIVE_REMEDIES, letter_kind
from licensing.guides.content import GuideContent

DELEGATED = (
    "本决定受{delegated_by}委托作出。如不服本决定，可以自知道或者应当知道本决定之日起六十日内，以{delegated_by}为被申请人，"
    "依照《中华人民共和国行政复议法》第十九条、第二十四条向{review_body}申请行政复议；"
    "也可以自知道或者应当知道本决定之日起六个月内，依照《中华人民共和国行政诉讼法》向人民法院提起行政诉讼。"
)


def remedies_for(letter: str, content: GuideContent) -> list[str]:
    """The remedies a letter prints instead of its own; none where its own hold."""
    own = letter_kind(letter).remedies
    if not content.delegated_by or ADMINISTRATIVE_REMEDIES not in own:
        return []
    words = DELEGATED.format(delegated_by=content.delegated_by, review_body=content.review_body)
    return [words if one == ADMINISTRATIVE_REMEDIES else one for one in own]
