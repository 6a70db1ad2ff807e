"""What citizens hand in, drawn by code: a receipt, a photo of a fault, a scale, a contract. Small PNG files in the letters' own font."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from io import BytesIO

import pylopdf_fonts_zh_cn as noto
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

PAPER, INK, GREY, RED, BLUE = "#fdfcf7", "#222222", "#9a9a94", "#b3362b", "#2f5d8a"
SIZE = (480, 640)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(noto.serif_path()), size)


def _lines(pen: ImageDraw.ImageDraw, lines: tuple[str, ...], *, left: int, top: int, size: int = 24) -> None:
    for place, line in enumerate(lines):
        pen.text((left, top + place * (size + 14)), line, font=_font(size), fill=INK)


def _receipt(pen: ImageDraw.ImageDraw, shop: str, amount: str, day: date) -> None:
    """A till receipt."""
    pen.rectangle((60, 30, 420, 610), fill="white", outline=GREY)
    pen.text((240, 60), shop or "购物凭证", font=_font(28), fill=INK, anchor="mt")
    pen.line((80, 120, 400, 120), fill=GREY, width=2)
    _lines(pen, (f"日期 {day:%Y-%m-%d}", "收银 03 号机", "商品 1 件", "", f"合计 {amount} 元", "支付方式 手机支付"), left=84, top=140)
    pen.line((80, 400, 400, 400), fill=GREY, width=2)
    pen.text((240, 430), "请妥善保管本小票", font=_font(20), fill=GREY, anchor="mt")
    for bar in range(36):
        pen.rectangle((96 + bar * 8, 500, 96 + bar * 8 + (2 if bar % 3 else 5), 570), fill=INK)


def _scale(pen: ImageDraw.ImageDraw, shop: str, amount: str, day: date) -> None:
    """An electronic scale with its reading."""
    pen.rectangle((60, 200, 420, 250), fill=GREY)
    pen.rectangle((100, 250, 380, 520), fill="#d8dde2", outline=INK, width=3)
    pen.rectangle((140, 290, 340, 370), fill="#0d2b17")
    pen.text((240, 330), "0.890 kg", font=_font(44), fill="#7bf29a", anchor="mm")
    pen.text((240, 440), "公平秤复称", font=_font(28), fill=INK, anchor="mm")
    pen.ellipse((170, 120, 310, 205), fill="#c9745f")
    pen.text((240, 590), f"{day:%Y-%m-%d} 拍摄", font=_font(20), fill=GREY, anchor="mm")


def _photo(pen: ImageDraw.ImageDraw, shop: str, amount: str, day: date) -> None:
    """A photo on which something is marked."""
    pen.rectangle((0, 0, 480, 360), fill="#c8d3da")
    pen.rectangle((0, 360, 480, 640), fill="#a58d6f")
    pen.rectangle((110, 150, 370, 480), fill="#e9e4d8", outline=INK, width=3)
    pen.line((180, 190, 220, 270, 200, 340, 250, 420), fill=INK, width=4)
    pen.ellipse((140, 170, 310, 450), outline=RED, width=6)
    pen.text((240, 560), "现场照片", font=_font(30), fill="white", anchor="mm")
    pen.text((240, 605), f"{day:%Y-%m-%d}", font=_font(22), fill="white", anchor="mm")


def _contract(pen: ImageDraw.ImageDraw, shop: str, amount: str, day: date) -> None:
    """A membership contract with its stamp."""
    pen.rectangle((40, 30, 440, 610), fill="white", outline=GREY)
    pen.text((240, 70), "会员服务协议", font=_font(34), fill=INK, anchor="mt")
    _lines(
        pen, (f"甲方：{shop}", "乙方：会员本人", f"预付金额：{amount} 元", "有效期：一年", f"签订日期：{day:%Y-%m-%d}"), left=70, top=150
    )
    pen.ellipse((250, 400, 400, 550), outline=RED, width=5)
    pen.text((325, 475), "合同专用章", font=_font(22), fill=RED, anchor="mm")
    pen.line((70, 560, 220, 545), fill=BLUE, width=3)


DRAWINGS: Mapping[str, tuple[str, Callable[[ImageDraw.ImageDraw, str, str, date], None]]] = {
    "receipt": ("购物小票.png", _receipt),
    "scale": ("复称照片.png", _scale),
    "photo": ("现场照片.png", _photo),
    "contract": ("办卡合同.png", _contract),
}


def drawing(kind: str, *, shop: str, amount: str, day: date) -> SimpleUploadedFile:
    """A picture as somebody would hand it in. Raises KeyError for a kind that nobody can draw."""
    name, draw = DRAWINGS[kind]
    image = Image.new("RGB", SIZE, PAPER)
    draw(ImageDraw.Draw(image), shop, amount, day)
    content = BytesIO()
    image.quantize(32).save(content, format="PNG", optimize=True)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")
