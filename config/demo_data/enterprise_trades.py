"""What made-up enterprises do, and what a business of that sort has that falls due. Kinds are those of the reference data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One line of business. Holdings are named by the key of their kind; the same key twice means two of them."""

    noun: str
    division: str
    products: str
    premises: str = "factory"
    tags: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    standard: str = ""


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Category and the names it goes by.
EQUIPMENT: Mapping[str, tuple[str, ...]] = {
    "boiler": ("燃气蒸汽锅炉", "生物质蒸汽锅炉", "燃气热水锅炉"),
    "vessel": ("储气罐", "蒸压釜", "反应釜", "高压灭菌器"),
    "pipe": ("工业蒸汽管道", "天然气管道"),
    "lift": ("乘客电梯", "载货电梯", "自动扶梯"),
    "crane": ("电动单梁起重机", "桥式起重机", "门式起重机"),
    "amusement": ("旋转木马", "碰碰车"),
    "vehicle": ("内燃平衡重式叉车", "蓄电池平衡重式叉车"),
}
# Kind of instrument: its name, model and compulsory use.
INSTRUMENTS: Mapping[str, tuple[str, str, str]] = {
    "weighbridge": ("电子汽车衡", "SCS-100", "trade"),
    "scale": ("电子计价秤", "ACS-30", "trade"),
    "packing-scale": ("定量包装秤", "LCS-50", "trade"),
    "fuel-dispenser": ("燃油加油机", "CS42D2222G", "trade"),
    "gas-dispenser": ("压缩天然气加气机", "CNG-D", "trade"),
    "ev-charger": ("直流充电桩", "EVDC-120", "trade"),
    "gas-meter": ("气体涡轮流量计", "G160", "trade"),
    "grain-moisture-meter": ("谷物水分测定仪", "LDS-1G", "trade"),
    "pressure-gauge": ("弹簧管压力表", "Y-100", "safety"),
    "combustible-gas-detector": ("可燃气体检测报警器", "ES10B11", "safety"),
    "toxic-gas-detector": ("硫化氢检测报警器", "ES20", "safety"),
    "blood-pressure-meter": ("电子血压计", "HEM-7", "medical"),
    "ear-thermometer": ("红外耳温计", "TH-8", "medical"),
    "electrocardiograph": ("心电图机", "ECG-12", "medical"),
    "patient-monitor": ("多参数监护仪", "PM-9000", "medical"),
    "x-ray-source": ("数字化X射线摄影设备", "DR-50", "medical"),
    "ultrasound-source": ("彩色超声诊断仪", "US-10", "medical"),
    "exhaust-analyser": ("汽车排放气体测试仪", "NHA-506", "environment"),
    "sound-level-meter": ("声级计", "AWA5688", "environment"),
}
# Kind of certificate: how its number begins, who issues it, how many years it is good.
CERTIFICATES: Mapping[str, tuple[str, str, int]] = {
    "production-licence": ("苏XK08-", "江苏省市场监督管理局", 5),
    "food-production-licence": ("SC1", "淮安市楚州区行政审批局", 5),
    "food-business-licence": ("JY1", "淮安市楚州区行政审批局", 5),
    "food-workshop-registration": ("苏坊食", "淮安市楚州区市场监督管理局", 3),
    "special-equipment-production": ("TS32", "江苏省市场监督管理局", 4),
    "special-equipment-filling": ("TS42", "淮安市市场监督管理局", 4),
    "cma": ("2210", "江苏省市场监督管理局", 6),
    "metrology-standard": ("[2022]淮量标企证字第", "淮安市市场监督管理局", 4),
    "ccc": ("2022010", "中国质量认证中心", 5),
    "system-certificate": ("0022Q", "方圆标志认证集团", 3),
    "medical-device-business": ("苏淮药监械经营许", "淮安市市场监督管理局", 5),
    "other-licence": ("苏许", "江苏省有关主管部门", 3),
}
# Duty: item of work and how many years the certificate is good.
PEOPLE: Mapping[str, tuple[tuple[str, ...], int]] = {
    "operator": (("工业锅炉司炉 G1", "叉车司机 N1", "起重机司机 Q2", "快开门式压力容器操作 R1"), 4),
    "safety": (("特种设备安全管理 A",), 4),
    "inspector": (("产品检验",), 3),
    "metrologist": (("二级注册计量师",), 5),
    "quality": (("首席质量官",), 3),
    "food": (("食品安全总监", "食品安全员"), 1),
}

TRADES: tuple[Trade, ...] = (
    Trade(
        noun="食品",
        division="14",
        products="速冻调制食品、糕点",
        tags=_keys("key-enterprise above-scale exporter"),
        certificates=_keys("food-production-licence system-certificate"),
        equipment=_keys("boiler vessel lift vehicle"),
        instruments=_keys("weighbridge scale packing-scale pressure-gauge"),
        people=_keys("operator safety food inspector"),
        standard="速冻调制食品",
    ),
    Trade(
        noun="电缆",
        division="38",
        products="架空绝缘电缆、布电线",
        tags=_keys("key-enterprise above-scale"),
        certificates=_keys("production-licence ccc system-certificate"),
        equipment=_keys("crane crane vehicle"),
        instruments=_keys("weighbridge pressure-gauge"),
        people=_keys("operator quality inspector"),
        standard="额定电压450/750V及以下固定布线用电缆",
    ),
    Trade(
        noun="水泥制品",
        division="30",
        products="商品混凝土、预制构件",
        tags=_keys("above-scale"),
        certificates=_keys("system-certificate"),
        equipment=_keys("crane vessel vehicle"),
        instruments=_keys("weighbridge weighbridge"),
        people=_keys("operator"),
    ),
    Trade(
        noun="米业",
        division="13",
        products="大米",
        certificates=_keys("food-production-licence"),
        equipment=_keys("vehicle"),
        instruments=_keys("weighbridge grain-moisture-meter packing-scale"),
        people=_keys("food"),
        standard="淮安大米",
    ),
    Trade(
        noun="酒业",
        division="15",
        products="白酒",
        tags=_keys("famous-brand"),
        certificates=_keys("food-production-licence"),
        equipment=_keys("boiler"),
        instruments=_keys("scale pressure-gauge"),
        people=_keys("operator food"),
        standard="浓香型白酒",
    ),
    Trade(
        noun="服饰",
        division="18",
        products="针织服装",
        tags=_keys("exporter"),
        equipment=_keys("boiler lift"),
        instruments=_keys("pressure-gauge"),
        people=_keys("operator"),
        standard="针织儿童服装",
    ),
    Trade(noun="木业", division="20", products="细木工板", equipment=_keys("boiler vehicle"), instruments=_keys("pressure-gauge")),
    Trade(noun="包装材料", division="22", products="瓦楞纸箱", equipment=_keys("boiler vehicle"), instruments=_keys("weighbridge")),
    Trade(
        noun="化工",
        division="26",
        products="有机颜料中间体",
        tags=_keys("stricter-watch equipment-key-user"),
        certificates=_keys("production-licence other-licence"),
        equipment=_keys("vessel vessel pipe boiler"),
        instruments=_keys("combustible-gas-detector toxic-gas-detector pressure-gauge weighbridge"),
        people=_keys("operator safety"),
        standard="有机颜料中间体",
    ),
    Trade(
        noun="医药",
        division="27",
        products="中药饮片",
        certificates=_keys("other-licence"),
        equipment=_keys("vessel boiler"),
        instruments=_keys("pressure-gauge scale"),
        people=_keys("quality"),
    ),
    Trade(
        noun="塑业", division="29", products="塑料管材", equipment=_keys("vessel"), instruments=_keys("scale"), standard="给水用聚乙烯管材"
    ),
    Trade(
        noun="金属制品",
        division="33",
        products="钢结构件",
        equipment=_keys("crane crane"),
        instruments=_keys("weighbridge"),
        people=_keys("operator"),
    ),
    Trade(
        noun="压力容器制造",
        division="34",
        products="固定式压力容器",
        tags=_keys("specialised"),
        certificates=_keys("special-equipment-production"),
        equipment=_keys("crane crane"),
        instruments=_keys("pressure-gauge"),
        people=_keys("inspector quality"),
        standard="钢制储气罐",
    ),
    Trade(
        noun="汽车零部件",
        division="36",
        products="制动盘、轮毂",
        tags=_keys("newly-introduced high-tech"),
        certificates=_keys("system-certificate metrology-standard"),
        equipment=_keys("crane vehicle"),
        instruments=_keys("pressure-gauge sound-level-meter"),
        people=_keys("metrologist"),
        standard="商用车制动盘",
    ),
    Trade(
        noun="电子科技",
        division="39",
        products="LED照明驱动电源",
        tags=_keys("newly-introduced high-tech"),
        certificates=_keys("ccc"),
        equipment=_keys("lift"),
        people=_keys("quality"),
        standard="LED模块用电子控制装置",
    ),
    Trade(
        noun="燃气",
        division="45",
        products="管道天然气供应、气瓶充装",
        premises="office",
        tags=_keys("stricter-watch"),
        certificates=_keys("special-equipment-filling"),
        equipment=_keys("pipe vessel"),
        instruments=_keys("gas-meter gas-dispenser combustible-gas-detector pressure-gauge"),
        people=_keys("operator safety"),
    ),
    Trade(noun="自来水", division="46", products="生活饮用水供应", premises="office", instruments=_keys("pressure-gauge")),
    Trade(
        noun="机电安装工程",
        division="49",
        products="电梯安装维修",
        premises="office",
        certificates=_keys("special-equipment-production"),
        equipment=_keys("vehicle"),
        people=_keys("operator safety"),
    ),
    Trade(
        noun="购物中心",
        division="52",
        products="百货、食品零售",
        premises="shop",
        tags=_keys("public-place fair-measuring"),
        certificates=_keys("food-business-licence"),
        equipment=_keys("lift lift lift"),
        instruments=_keys("scale scale scale"),
        people=_keys("food safety"),
    ),
    Trade(
        noun="加油站",
        division="52",
        products="成品油零售",
        premises="shop",
        certificates=_keys("other-licence"),
        instruments=_keys("fuel-dispenser fuel-dispenser fuel-dispenser ev-charger"),
    ),
    Trade(
        noun="粮油贸易",
        division="51",
        products="稻谷、小麦收购",
        premises="warehouse",
        instruments=_keys("weighbridge grain-moisture-meter"),
    ),
    Trade(
        noun="大酒店",
        division="61",
        products="住宿、餐饮",
        premises="shop",
        tags=_keys("public-place"),
        certificates=_keys("food-business-licence"),
        equipment=_keys("lift lift boiler"),
        instruments=_keys("scale pressure-gauge"),
        people=_keys("food"),
    ),
    Trade(
        noun="餐饮",
        division="62",
        products="淮扬菜",
        premises="shop",
        certificates=_keys("food-business-licence"),
        instruments=_keys("scale"),
        people=_keys("food"),
    ),
    Trade(
        noun="物流",
        division="59",
        products="仓储、装卸",
        premises="warehouse",
        equipment=_keys("vehicle vehicle"),
        instruments=_keys("weighbridge"),
    ),
    Trade(
        noun="医院",
        division="84",
        products="综合医疗",
        premises="other",
        certificates=_keys("food-business-licence"),
        equipment=_keys("lift vessel"),
        instruments=_keys("blood-pressure-meter ear-thermometer electrocardiograph patient-monitor x-ray-source ultrasound-source"),
        people=_keys("safety"),
    ),
    Trade(
        noun="检测技术",
        division="74",
        products="机动车检测",
        premises="office",
        certificates=_keys("cma"),
        instruments=_keys("exhaust-analyser sound-level-meter"),
        people=_keys("quality"),
    ),
    Trade(noun="物业管理", division="70", products="住宅小区物业服务", premises="office", equipment=_keys("lift lift lift")),
    Trade(noun="生态农业", division="01", products="蔬菜种植、配送", premises="other", certificates=_keys("food-workshop-registration")),
    Trade(noun="水产", division="04", products="大闸蟹养殖", premises="other", instruments=_keys("scale")),
    Trade(
        noun="医疗器械", division="51", products="二、三类医疗器械批发", premises="office", certificates=_keys("medical-device-business")
    ),
    Trade(
        noun="游乐", division="90", products="儿童游乐", premises="shop", tags=_keys("public-place"), equipment=_keys("amusement amusement")
    ),
    Trade(noun="软件科技", division="65", products="软件开发", premises="office", tags=_keys("newly-introduced")),
)
