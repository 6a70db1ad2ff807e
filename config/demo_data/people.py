"""Made-up people and shops. The phone numbers stand in a block that is not given out, the mail addresses in a domain nobody owns."""

from collections.abc import Mapping
from random import Random


def _words(text: str) -> tuple[str, ...]:
    """A list that can be read as a sentence."""
    return tuple(text.split())


SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹章苏潘葛范彭鲁马方袁"
    "柳唐薛雷贺倪汤罗毕郝邵毛禹狄贝计伏成戴宋庞熊纪舒项祝董梁杜"
)
GIVEN = _words(
    "建国 秀英 小红 志强 桂兰 海涛 玉梅 文斌 晓燕 德明 春花 立新 永康 雪琴 国庆 素珍 家豪 思雨 浩然 子涵 "
    "红霞 长林 金凤 学文 美玲 广才 月华 新民 佳琪 振东 爱萍 守义 雅婷 庆丰 巧云 宝山 丽娟 成龙 玉兰 少华 "
    "慧敏 传宝 冬梅 士军 婷婷 为民 淑芳 大勇 静怡 洪波 "
)
BRANDS = _words(
    "禾瑞 楚味轩 汇佳源 惠民 福万家 鑫源 润丰 金穗 顺达 悦己 康乐 华联盛 祥和 如意坊 百汇 天天鲜 聚友 "
    "新世纪 恒信 锦绣 阳光里 向阳坡 美佳 运河人家 老街坊 诚信 宏图 佳丽 丰收 明远 启航 小桥 万顺 喜盈门 "
    "亿家 云溪 春晖 嘉禾 同心 博雅 "
)
STREETS = _words("人民路 东大街 西门街 新安路 翔宇路 镇淮楼路 运河路 北门大街 永怀路 华西路 商贸街 中心街 站前路 ")
# Stars and a word, by how the matter ended. Empty: most people leave no word.
COMMENTS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "settled": {
        5: ("处理得很快，谢谢！", "没想到三天就解决了，为12365点赞。", "调解的同志很有耐心。", "钱已经退回来了，非常满意。", "", ""),
        4: ("总体满意，希望再快一点。", "结果可以接受。", "进度在网上都能看到，方便。", "", ""),
        3: ("办是办了，就是等得有点久。", "一般。", ""),
        2: ("商家只退了一部分，不太满意。", "沟通次数少了点。"),
        1: ("等了太久才有人联系我。",),
    },
    "unsettled": {
        5: ("虽然没谈成，但解释得清楚，态度好。",),
        4: ("告诉了我还可以走哪些途径。", ""),
        3: ("可以理解，就是没解决。", "一般。", ""),
        2: ("希望能多调解一次。", "没解决问题。"),
        1: ("等于白跑一趟。",),
    },
    "answered": {
        5: ("回答很清楚，办事省了一趟。", "工作人员态度很好。", "半小时就回复了，点赞。", "核查很认真。", "", ""),
        4: ("回复及时。", "总体满意。", ""),
        3: ("希望写得更通俗一些。", ""),
        2: ("还是要自己再打电话问。",),
        1: ("答非所问。",),
    },
}
SCORES = (5, 4, 3, 2, 1)
SCORE_WEIGHTS: Mapping[str, tuple[int, ...]] = {
    "settled": (70, 20, 6, 3, 1),
    "unsettled": (18, 30, 28, 14, 10),
    "answered": (66, 24, 7, 2, 1),
}
PHONE_BLOCK = "1990000"


def person(rng: Random, *, serial: int, town: str) -> dict[str, str]:
    """Name, phone, address and, of every third, an e-mail address. Every fifth number is that of an earlier person: people come back."""
    line = serial - rng.randint(1, serial) if serial and rng.random() < 0.2 else serial
    # The same line is the same person, so the name follows from the line.
    own = Random(line)  # noqa: S311 -- made-up names, no secret
    name = own.choice(SURNAMES) + own.choice(GIVEN)
    return {
        "name": name,
        "phone": f"{PHONE_BLOCK}{line:04d}",
        "email": f"citizen{line:04d}@example.com" if own.random() < 0.33 else "",
        "address": f"{town}{own.choice(STREETS)}{own.randint(1, 188)}号",
    }


def nobody() -> dict[str, str]:
    """An anonymous reporter."""
    return {"name": "", "phone": "", "email": "", "address": ""}


def shop(rng: Random, trades: tuple[str, ...]) -> str:
    """The name of a business."""
    return rng.choice(BRANDS) + rng.choice(trades)


def address(rng: Random, town: str) -> str:
    """Where a business is."""
    return f"{town}{rng.choice(STREETS)}{rng.randint(1, 260)}号"


def rating(rng: Random, *, ending: str) -> tuple[int, str]:
    """Stars and a word after an ending of `COMMENTS`; who did not get what was asked for gives fewer stars."""
    score = rng.choices(SCORES, SCORE_WEIGHTS[ending])[0]
    return score, rng.choice(COMMENTS[ending][score])
