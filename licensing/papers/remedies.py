"""What a party may do against a decision, as the papers print it.

行政复议法 20 (sixty days), 24 para. 1 item 1 (against a department of the district: the district's people's government), 23 (against a
penalty on the spot: review first). Six months for the suit: 行政诉讼法 46, which the corpus lacks (unconfirmed).
行政处罚法 73, 行政强制法 18 no. 5 and 24 para. 2 item 4.
"""

REVIEW_BODY = "淮安市楚州区人民政府"
SUIT = "可以自知道或者应当知道本决定之日起六个月内，依照《中华人民共和国行政诉讼法》向有管辖权的人民法院提起行政诉讼"
_REVIEW = (
    "可以自知道或者应当知道本决定之日起六十日内，依照《中华人民共和国行政复议法》第二十条、第二十四条的规定向"
    + REVIEW_BODY
    + "申请行政复议"
)

PENALTY_REMEDIES = (
    f"如不服本决定，{_REVIEW}；也{SUIT}。",
    "申请行政复议或者提起行政诉讼期间，本决定不停止执行，法律另有规定的除外（《中华人民共和国行政处罚法》第七十三条第一款）。",
)
FIRST_REVIEW = (
    f"如不服本决定，{_REVIEW}。依照《中华人民共和国行政复议法》第二十三条第一款第一项的规定，对当场作出的行政处罚决定不服的，"
    f"应当先申请行政复议；对行政复议决定不服的，可以再依法向人民法院提起行政诉讼。",
    "申请行政复议或者提起行政诉讼期间，本决定不停止执行，法律另有规定的除外（《中华人民共和国行政处罚法》第七十三条第一款）。",
)
MEASURE_REMEDIES = (f"如不服本决定，{_REVIEW}；也{SUIT}。",)
