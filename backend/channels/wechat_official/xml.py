"""WeChat's XML: read without entities, document types or depth; written by a writer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 64 * 1024
_MOST_FIELDS = 60
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlBroken(Exception):
    """It is not a message of WeChat's."""


def read(raw: bytes) -> dict[str, str]:
    """Give the fields directly under the root; nested ones are left out. Raises XmlBroken."""
    if not 0 < len(raw) <= MOST_BYTES:
        raise XmlBroken
    try:
        text = raw.decode("utf-8-sig")
        root = fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise XmlBroken from error
    if len(root) > _MOST_FIELDS:
        raise XmlBroken
    fields: dict[str, str] = {}
    for child in root:
        if isinstance(child.tag, str) and len(child) == 0:
            if child.tag in fields:
                raise XmlBroken
            fields[child.tag] = child.text or ""
    return fields


def write(fields: Mapping[str, str | int]) -> bytes:
    """Give the fields as one XML message; texts in CDATA, whatever stands in them."""
    lines = [f"<{name}>{_value(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(lines)}</xml>".encode()


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    clean = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"
