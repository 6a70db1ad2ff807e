"""Questions people ask the desk, with answers."""

from config.demo_data.story import Story


def _q(title: str, text: str, category: str, answer: str, language: str = "zh-hans") -> Story:
    return Story(title=title, text=text, category=category, ending=answer, language=language)


QUESTIONS = (
    _q(
        "电梯年检到期前多久要申请检验",
        "我们单位在{town}有两部电梯，下个月底到期，请问提前多久申请定期检验，需要带什么材料？",
        "special-equipment-lifts",
        "依照《特种设备安全法》第四十条，使用单位应当在检验合格有效期届满前一个月向检验机构提出定期检验要求。请准备使用登记证、上次检验报告和维保合同，"
        "向特种设备检验机构申报；具体材料可致电特种设备科。",
    ),
    _q(
        "新买的叉车要不要办使用登记",
        "厂里在{town}，刚买了一台叉车，只在厂区内用，要不要登记？多长时间内办？",
        "special-equipment-lifting",
        "需要。叉车属于场（厂）内专用机动车辆，依照《特种设备安全法》第三十三条，应当在投入使用前或者投入使用后三十日内办理使用登记，取得使用登记证书；"
        "操作人员应当持有相应资格证。",
    ),
    _q(
        "菜场的公平秤在哪里",
        "想问一下{town}菜场的公平秤放在哪里，称出来少了找谁？",
        "measurement-scales",
        "公平秤设在菜场管理办公室门口，免费使用。发现短少的，请保留商品和付款凭证，先请市场管理方核对，也可以随时拨打12365投诉。",
    ),
    _q(
        "家里的水表走得快可以检测吗",
        "最近水费突然高了一倍，{town}的，怀疑水表走快，能不能检测，费用谁出？",
        "measurement-meters",
        "可以。请先向供水企业提出，由其委托法定计量检定机构检定。检定不合格的，检定费用由供水企业承担，并按规定退补水费；合格的，由申请人承担。",
    ),
    _q(
        "开小吃店要办哪些手续",
        "准备在{town}街上开一家小吃店，三十多平方，要办什么证，去哪里办？",
        "catering-restaurants",
        "请先办理营业执照，再申请食品经营许可，从业人员应当持有效健康证明。两项都可以在区行政服务中心二楼市场监管窗口办理，也可以网上申请。",
    ),
    _q(
        "农村办酒席要不要报备",
        "下月在{town}家里办喜宴，二十桌，请乡厨来做，需要报备吗？",
        "catering-canteens",
        "农村集体聚餐应当提前向所在村（居）食品安全协管员申报，由镇食安办或者分局给予现场指导。请准备菜单、厨师健康证明和主要原料的采购凭证。",
    ),
    _q(
        "七天无理由退货怎么算时间",
        "网购的衣服签收是周三，想退货，七天怎么算？吊牌摘了还能退吗？",
        "online-platforms",
        "依照《消费者权益保护法》第二十五条，自收到商品之日起七日内可以退货，签收次日起算。商品应当完好；为检查、试用而合理打开包装不影响退货，但吊牌已摘的，"
        "可能被认为影响完好，建议先与商家协商。",
    ),
    _q(
        "预付卡商家跑路怎么办",
        "{town}的理发店关门了，卡里还有几百块，联系不上老板，应该怎么投诉？",
        "prepaid-beauty",
        "请保留办卡凭证、付款记录和聊天记录，在本门户提交投诉并写明店名、地址。经营者失联无法调解的，我们会告知您终止调解，您可以向人民法院起诉，符合条件的可以申请法律援助。",
    ),
    _q(
        "特种设备作业人员证怎么复审",
        "我的锅炉操作证明年三月到期，人在{town}，怎么复审？",
        "special-equipment-boilers",
        "请在证书有效期届满一个月前提出复审申请，可以网上提交，也可以到区行政服务中心办理。逾期未复审的，需要重新申请取证。",
    ),
    _q(
        "买到假农资怎样保存证据",
        "在{town}买的肥料感觉不对，想投诉，袋子和剩下的肥要怎么保存？",
        "farming-fertiliser",
        "请保留购货凭证、包装袋、标签，剩余肥料不要再拆封，拍照留存田间情况，并尽快与我们联系，由双方共同封样送检。",
    ),
    _q(
        "举报违法有奖励吗",
        "如果举报食品黑作坊，有没有奖励，会不会泄露我的身份？",
        "other-unlisted",
        "实名举报经查证属实并作出行政处罚的，可以依照举报奖励的有关规定申请奖励。举报人信息依法严格保密，查看均须登记理由；也可以匿名举报。",
    ),
    _q(
        "充电宝上的3C标志怎么查",
        "孩子在{town}买的充电宝，怎么查3C认证是真是假？",
        "electronics-chargers",
        "可以在全国认证认可信息公共服务平台输入证书编号或者生产企业名称查询。查不到或者状态为撤销的，请不要使用，并向我们举报。",
    ),
    _q(
        "小区液化气站的气瓶几年检一次",
        "家里用的液化气瓶好几年了，上面写着2017，还能不能用？",
        "special-equipment-cylinders",
        "液化石油气钢瓶应当定期检验，检验日期见瓶体上的检验标志；超过检验周期或者设计使用年限的不得充装。请到有资质的充装单位更换。",
    ),
    _q(
        "营业执照地址变更需要本人到场吗",
        "店从{town}搬到城区，营业执照要改地址，需要本人去吗？",
        "other-unlisted",
        "可以网上办理并电子签名，不必到场；也可以委托他人持委托书到区行政服务中心二楼办理。变更食品经营许可的，请一并申请。",
    ),
    _q(
        "校服质量在哪里可以查到检验结果",
        "学校这学期新发的校服有味道，想查有没有抽检过。",
        "clothing-school",
        "学生服质量监督抽查结果在本局门户公示公告栏公布。您也可以向学校索取该批次的检验报告；认为有质量问题的，请提交投诉或者举报，我们会安排核查。",
    ),
    _q(
        "Where can I return a faulty rice cooker?",
        "I teach English in this district. The rice cooker I bought three weeks ago stopped working and the shop says it can only be "
        "repaired in another city. Is that right?",
        "electronics-appliances",
        "Within the period of the three guarantees the seller answers for the repair and may not send you elsewhere. Keep the invoice and "
        "ask the shop first; if it refuses, file a complaint here or call 12365, at any hour.",
        "en",
    ),
)
