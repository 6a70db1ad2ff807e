"""Drawn signatures as pictures a form can print: small, grey, inside an SVG, so that the frozen text of a letter carries them."""

import base64
import logging
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from bureau.models import Attachment

log = logging.getLogger(__name__)

# Pixels: at 4 cm on paper these are some 300 dots an inch.
WIDTH, HEIGHT = 480, 200


def drawing_svg(attachment: Attachment | None) -> str:
    """The drawing as SVG text; empty for none, for what is no picture, and where the storage lost the file (which is logged)."""
    if attachment is None:
        return ""
    try:
        with attachment.file.storage.open(str(attachment.file.name)) as stored, Image.open(stored) as picture:
            return picture_svg(picture)
    except (FileNotFoundError, UnidentifiedImageError):
        log.error("The drawing %s cannot be read", attachment.pk)
        return ""


def picture_svg(picture: Image.Image) -> str:
    """A picture on white, in grey, at most 480 by 200 pixels, wrapped in SVG."""
    layered = picture.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    paper.alpha_composite(layered)
    small = paper.convert("L")
    small.thumbnail((WIDTH, HEIGHT))
    data = BytesIO()
    small.save(data, "PNG", optimize=True)
    text = base64.b64encode(data.getvalue()).decode()
    size = f'width="{small.width}" height="{small.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{text}"/></svg>'
