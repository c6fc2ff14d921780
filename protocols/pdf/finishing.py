"""The last touch to a PDF before it is written: what makes it PDF/UA-1 as well.

WeasyPrint tags a file well enough for PDF/A-3a. For PDF/UA-1 the file must say so in
its metadata, running heads must be artifacts, header cells must say what they head,
and headings must not skip a level. This walks the structure tree and puts that right.
"""

import re
from collections.abc import Iterable, Iterator

import pydyf

from protocols.pdf.assets import PressError

SCHEMES = ("https://", "http://", "mailto:")

_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADING = re.compile(r"/H([1-6])")

_UA_DECLARED = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def finish(_document: object, pdf: pydyf.PDF) -> None:
    """Put right what PDF/UA-1 asks for and WeasyPrint leaves.

    Raises:
        PressError: a link leads to something other than a web page or an address.
    """
    elements = dict(_elements(pdf, _root(pdf)))
    declare_accessible(pdf)
    set_running_heads_apart(pdf, set(elements))
    for element in elements.values():
        _tell_what_it_heads(pdf, element)
        _number_list(element)
        _set_label_apart(pdf, element)
    _close_up_headings(elements.values())
    # WeasyPrint names each file that the PDF carries twice.
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    _refuse_other_links(pdf)


def declare_accessible(pdf: pydyf.PDF) -> None:
    """Say in the metadata that the file is PDF/UA-1."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream = [
        part.replace(b"</rdf:RDF>", _UA_DECLARED + b"</rdf:RDF>")
        for part in metadata.stream
    ]


def set_running_heads_apart(pdf: pydyf.PDF, reached: set[int]) -> None:
    """Make artifacts of what stands on a page but in no branch of the tree.

    These are the running heads and feet: a screen reader passes over them.
    """
    numbers = _object(pdf, _root(pdf)["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in pdf.objects:
        if not isinstance(page, dict) or page.get("Type") != "/Page":
            continue
        owners = parents[page["StructParents"]]
        apart = {
            place for place, owner in enumerate(owners) if _number(owner) not in reached
        }
        stream = _object(pdf, page["Contents"]).stream
        for place, operator in enumerate(stream):
            properties = stream[place - 1]
            if operator == b"BDC" and properties.get("MCID") in apart:
                stream[place - 2] = "/Artifact"
                stream[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})
        for place in apart:
            owners[place] = "null"


def _root(pdf: pydyf.PDF) -> pydyf.Dictionary:
    return _object(pdf, pdf.catalog["StructTreeRoot"])


def _number(reference: object) -> int | None:
    """Give the number of the object referred to; none for anything else."""
    if isinstance(reference, str):
        reference = reference.encode()
    if not isinstance(reference, bytes):
        return None
    found = _REFERENCE.fullmatch(reference)
    return int(found[1]) if found else None


def _object(pdf: pydyf.PDF, reference: object) -> pydyf.Object:
    number = _number(reference)
    return None if number is None else pdf.objects[number]


def _elements(
    pdf: pydyf.PDF, root: pydyf.Dictionary
) -> Iterator[tuple[int, pydyf.Dictionary]]:
    """Walk the structure tree in the order of reading."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element is not root:
            yield element.number, element
        kids = [_object(pdf, kid) for kid in element.get("K", [])]
        waiting += [kid for kid in reversed(kids) if isinstance(kid, dict)]


def _tell_what_it_heads(pdf: pydyf.PDF, element: pydyf.Dictionary) -> None:
    """Say of a header cell whether it heads a row or a column."""
    if element.get("S") != "/TH":
        return
    group = _object(pdf, _object(pdf, element["P"])["P"])
    scope = "/Column" if group["S"] == "/THead" else "/Row"
    element["A"]["Scope"] = scope


def _number_list(element: pydyf.Dictionary) -> None:
    """Say of a list that its entries have marks."""
    if element.get("S") == "/L" and "A" not in element:
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Disc"})


def _set_label_apart(pdf: pydyf.PDF, element: pydyf.Dictionary) -> None:
    """Make the mark of a list entry its label, beside the entry's words."""
    if element.get("S") != "/LI" or len(element["K"]) != 1:
        return
    body = _object(pdf, element["K"][0])
    if body["S"] != "/LBody" or len(body["K"]) < 2:  # noqa: PLR2004 - mark and words
        return
    mark = _object(pdf, body["K"][0])
    if isinstance(mark, dict) and mark.get("S") == "/Span":
        mark["S"], mark["P"] = "/Lbl", element.reference
        element["K"].insert(0, body["K"].pop(0))


def _close_up_headings(elements: Iterable[pydyf.Dictionary]) -> None:
    """Let no heading stand more than one level below the heading before it."""
    above: list[int] = []
    for element in elements:
        found = _HEADING.fullmatch(str(element.get("S")))
        if found is None:
            continue
        level = int(found[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        element["S"] = f"/H{len(above)}"


def _refuse_other_links(pdf: pydyf.PDF) -> None:
    for annotation in pdf.objects:
        if not isinstance(annotation, dict) or annotation.get("Subtype") != "/Link":
            continue
        action = annotation.get("A")
        if action is not None and not action["URI"].string.startswith(SCHEMES):
            message = f"A page would link to {action['URI'].string}, which is refused."
            raise PressError(message)
