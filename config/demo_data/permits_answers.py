"""What applicants of the demo answer, item by item, as they would type it; the guides' own forms check it when the demo is built."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from stdnum.cn import ric

from config.demo_data import people

Answers = dict[str, Any]
PHONE_FROM = 8000
INSPECTORS = "江苏省特种设备安全监督检验研究院淮安分院"
VERIFIERS = "淮安市计量测试所"


def line(place: int) -> str:
    """A telephone number of the block that is not given out."""
    return f"{people.PHONE_BLOCK}{PHONE_FROM + place:04d}"


def identity_number(place: int) -> str:
    """A made-up number that passes its check."""
    body = f"3208031985{place % 12 + 1:02d}{place % 27 + 1:02d}{900 + place % 100}"
    return body + ric.calc_check_digit(f"{body}0")


def _day(day: date, offset: int) -> str:
    return (day + timedelta(days=offset)).isoformat()


def equipment(category: str, place: int, day: date, rng: Random) -> Answers:
    """XK-01: a machine registered for the first time."""
    name, special = MACHINES[category]
    more: Answers = {key: value.format(place=place) for key, value in special.items()}
    if category == "lift":
        more["maintenance_contract_until"] = _day(day, 900)
    if category != "vehicle":
        more["installation_unit"] = "江苏安起设备安装有限公司"
    return {
        "applicant_kind": "unit",
        "equipment_category": category,
        "equipment_name": name,
        "equipment_code": f"4170320803{day.year}9{place:03d}",
        "product_number": f"XP-{day.year}-{place:03d}",
        "maker": "江苏苏北起重机械有限公司" if category == "crane" else "苏州运河机电设备有限公司",
        "made_on": _day(day, -rng.randint(60, 200)),
        "design_life_years": "20",
        "location": f"{rng.choice(('一', '二', '三'))}号车间",
        "place_kind": "housing" if category == "lift" else "factory",
        "put_into_use": "no",
        "planned_use_on": _day(day, 45),
        "co_owned": "no",
        "inspection_body": INSPECTORS,
        "inspection_report_number": f"JD{day.year}-{place:04d}",
        "inspected_on": _day(day, -rng.randint(3, 20)),
        "inspection_conclusion": "qualified",
        "next_inspection_on": _day(day, 700),
        "safety_manager_name": rng.choice(people.SURNAMES) + rng.choice(people.GIVEN),
        "safety_manager_full_time": "yes",
        "safety_manager_certificate": f"A{place:05d}",
        "safety_manager_phone": line(place),
        "operator_count": "2",
        "emergency_plan": "yes",
        **more,
    }


MACHINES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "crane": ("电动单梁起重机", {"crane_kind": "bridge", "crane_load": "5", "crane_span": "16.5"}),
    "vehicle": (
        "内燃平衡重式叉车",
        {"vehicle_kind": "forklift", "vehicle_frame_number": "LDM90{place:03d}", "vehicle_power": "diesel", "vehicle_area": "厂区内"},
    ),
    "lift": (
        "曳引驱动乘客电梯",
        {"lift_kind": "traction-passenger", "lift_speed": "1.75", "maintenance_unit": "淮安安行电梯有限公司", "rescue_phone": "0517-96333"},
    ),
    "boiler": (
        "燃气蒸汽锅炉",
        {
            "boiler_pressure": "1.25",
            "boiler_capacity": "4",
            "boiler_medium": "steam",
            "boiler_fuel": "gas",
            "water_treatment": "全自动软水器",
        },
    ),
}


def reissue(_kind: str, _place: int, _day: date, _rng: Random) -> Answers:
    """XK-01: a lost registration certificate."""
    answers = {"applicant_kind": "unit", "reissue_reason": "lost", "reissue_statement": "搬迁办公室时遗失，已查找无果，申请补发。"}
    return answers


def standard(kind: str, place: int, day: date, _rng: Random) -> Answers:
    """XK-02: a measurement standard, built or kept on."""
    name, span, grade = STANDARDS[kind]
    return {
        "standard_kind": "enterprise-highest",
        "standard_name": name,
        "measuring_range": span,
        "uncertainty_class": grade,
        "verified_parameters": "本单位在用同类工作计量器具的示值误差",
        "main_instruments": f"标准器 1 套，编号 BZ-{place:03d}；配套设备 2 台",
        "built_on": _day(day, -260),
        "trial_months": "8",
        "scope_of_service": "internal",
        "traced_to": VERIFIERS,
        "trace_certificate_number": f"HJ{day.year}-{place:04d}",
        "traced_on": _day(day, -40),
        "traced_until": _day(day, 325),
        "stability_checked": "yes",
        "place": "质检楼二层计量室",
        "temperature": "(20±5)℃",
        "humidity": "≤75%RH",
        "keeper_name": "许文斌",
        "keeper_phone": line(place),
        "staff_count": "2",
        "staff_certificates": "许文斌、何晓燕，均持有效资格证书",
        "management_rules": ["post", "use", "traceability", "records", "environment", "archive", "accident"],
    }


STANDARDS: Mapping[str, tuple[str, str, str]] = {
    "pressure": ("精密压力表标准装置", "(0～60)MPa", "0.4级"),
    "mass": ("F2等级砝码标准器组", "1mg～20kg", "F2等级"),
    "length": ("四等量块标准装置", "(0.5～100)mm", "四等"),
}


def authorisation(_kind: str, place: int, _day: date, _rng: Random) -> Answers:
    """XK-03: verifying one's own instruments under authorisation."""
    return {
        "authorisation_form": "internal",
        "authorised_scope": "压力表（0～25）MPa 强制检定",
        "authorised_area": "本单位内部",
        "body_name": "计量检测中心",
        "independent": "yes",
        "place": "质检楼三层",
        "annual_volume": "420",
        "standards_count": "1",
        "standards_list": "精密压力表标准装置，0.4级",
        "standards_issuer": "here",
        "standards_traced_to": VERIFIERS,
        "equipment_count": "12",
        "environment_ready": "yes",
        "staff_count": "4",
        "qualified_staff_count": "3",
        "technical_head_name": "范海涛",
        "technical_head_certificate": f"JL{place:05d}",
        "technical_head_phone": line(place),
        "impartiality": "检定人员不参与设备采购和生产考核，检定结论不受其他部门干预。",
        "own_products": "no",
        "accept_supervision": ["confirm"],
    }


def operator(kind: str, place: int, day: date, rng: Random) -> Answers:
    """XK-04: somebody who passed the examination."""
    return {
        "applicant_sex": rng.choice(("male", "female")),
        "identity_number": identity_number(place),
        "education": "senior",
        "work_item": kind,
        "exam_body": "淮安市特种设备作业人员考试中心",
        "exam_number": f"KS{day.year}{place:04d}",
        "exam_passed_on": _day(day, -15),
        "theory_score": str(rng.randint(75, 96)),
        "practice_score": str(rng.randint(78, 95)),
        "fitness_statement": ["fit"],
    }


def works(_kind: str, place: int, day: date, _rng: Random) -> Answers:
    """QT-01: the installation of a lift is announced."""
    return {
        "works_kind": "install",
        "works_content": "新装一台曳引驱动乘客电梯",
        "planned_start": _day(day, 12),
        "planned_end": _day(day, 50),
        "supervision_required": "yes",
        "supervision_body": INSPECTORS,
        "equipment_category": "lift",
        "equipment_name": "曳引驱动乘客电梯",
        "equipment_count": "1",
        "maker": "苏州运河机电设备有限公司",
        "user_name": "淮安市楚州区翔宇花园业主委员会",
        "location": "淮城镇翔宇花园 3 幢一单元",
        "on_building_site": "no",
        "licence_number": f"TS3332{place:03d}-2029",
        "licence_scope": "曳引驱动乘客电梯安装（含修理）B",
        "licence_until": _day(day, 900),
        "maker_relation": "maker",
        "site_manager_name": "韩志强",
        "site_manager_phone": line(place),
        "worker_count": "6",
        "certified_worker_count": "4",
    }


def change(_kind: str, place: int, day: date, _rng: Random) -> Answers:
    """QT-02: the days of inspection on a registration are put right."""
    return {
        "applicant_kind": "unit",
        "registration_number": "见所附登记证",
        "equipment_category": "crane",
        "equipment_name": MACHINES["crane"][0],
        "change_kind": "inspection",
        "location": "二号车间",
        "correction_content": "下次检验日期登记有误，按定期检验报告更正。",
        "inspection_body": INSPECTORS,
        "inspection_report_number": f"DJ{day.year}-{place:04d}",
        "inspected_on": _day(day, -6),
        "inspection_conclusion": "qualified",
        "next_inspection_on": _day(day, 724),
    }


def instruments(kind: str, place: int, day: date, _rng: Random) -> Answers:
    """QT-03: a scale used for trade."""
    return {
        "filing_kind": "initial",
        "instrument_count": "1",
        "main_use": ["trade"],
        "use_place": "厂区门卫处" if kind == "weighbridge" else "收银台",
        "keeper_name": "严桂兰",
        "keeper_phone": line(place),
        "listed_count": "1",
        "instrument_1_kind": kind,
        "instrument_1_name": "电子汽车衡" if kind == "weighbridge" else "电子计价秤",
        "instrument_1_model": "SCS-100" if kind == "weighbridge" else "ACS-30",
        "instrument_1_serial_number": f"DM{place:04d}",
        "instrument_1_use": "trade",
        "instrument_1_location": "门卫" if kind == "weighbridge" else "收银台",
        "instrument_1_verified_on": _day(day, -30),
        "instrument_1_verified_until": _day(day, 334),
    }


def dispute(_kind: str, place: int, day: date, _rng: Random) -> Answers:
    """QT-04: two weighings that differ."""
    return {
        "respondent_type": "unit",
        "respondent_name": "淮安市公平粮站",
        "respondent_address": "车桥镇站前路 6 号",
        "respondent_phone": line(place + 50),
        "instrument_name": "电子汽车衡",
        "instrument_number": f"SCS-100-{place:02d}",
        "instrument_owner": "theirs",
        "instrument_location": "粮站东门",
        "state_kept": "yes",
        "happened_on": _day(day, -3),
        "goods": "粳稻",
        "quantity_difference": "对方过磅 31.2 吨，复磅 32.4 吨，相差 1.2 吨",
        "contract_terms": "no",
        "facts": "同一车稻谷当天在两处过磅，重量相差较大，双方各执一词。",
        "negotiated": "no",
        "other_proceedings": "no",
        "commissioned_by": "none",
        "wish": "both",
        "wish_text": "请查明汽车衡是否准确，按准确重量结算。",
        "bear_fee": "yes",
        "statement": ["true"],
    }


def petition(_kind: str, place: int, day: date, _rng: Random) -> Answers:
    """QT-05: a faulty product."""
    return {
        "product_name": "储水式电热水器",
        "quality_certificate": "yes",
        "product_kept": "yes",
        "bought_on": _day(day, -40),
        "channel": "shop",
        "bought_at": "淮城镇东门家电广场",
        "quantity": "1",
        "price": "1880",
        "invoice": "yes",
        "respondent_role": "seller",
        "respondent_name": "淮安市安居电器商行",
        "respondent_address": "淮城镇东门大街 8 号",
        "respondent_phone": line(place + 50),
        "defect_kinds": ["function", "danger"],
        "discovered_on": _day(day, -5),
        "defect": "通电后漏电保护器反复跳闸，维修两次仍未修好。",
        "injury": "no",
        "contacted_seller": "yes",
        "seller_answer": "只同意再修一次，不同意退货。",
        "wish": ["return"],
        "agree_mediation": "yes",
        "agree_test": "yes",
        "other_proceedings": "no",
        "statement": ["true"],
    }


WRITERS: Mapping[tuple[str, str], Callable[[str, int, date, Random], Answers]] = {
    ("XK-01", "new"): equipment,
    ("XK-01", "reissue"): reissue,
    ("XK-02", "new"): standard,
    ("XK-03", "new"): authorisation,
    ("XK-04", "new"): operator,
    ("QT-01", "new"): works,
    ("QT-02", "change"): change,
    ("QT-03", "new"): instruments,
    ("QT-04", "new"): dispute,
    ("QT-05", "new"): petition,
}
