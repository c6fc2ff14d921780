"""Documents of every shape, as Hypothesis makes them."""

from uuid import uuid5

from hypothesis import strategies as st

from protocols.document import (
    Concerned,
    Document,
    Kind,
    Office,
    Recipient,
    Route,
    Row,
    Side,
    Stage,
    StageKind,
)
from tests.protocols.texts import lineage

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=0, max_size=60
)
hostile_words = st.one_of(
    words,
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "{% load static %}{{ settings.SECRET_KEY }}",
            "</div></section><img src=x onerror=alert(1)>",
            'http://x.example/"><script>alert(1)</script>',
            "javascript:alert(1) [a](javascript:alert(1))",
            "**<b onclick=alert(1)>** *&lt;i&gt;*",
            "\u202eevil\u2066 \x00\x1b[31m",
            "https://a.example/'onmouseover='alert(1)",
            "<!-- --><![CDATA[ x ]]><?php ?>",
        ]
    ),
)


@st.composite
def rows(draw, texts=words, most=12):
    """Rows with lineages of their own, some of them expectations."""
    names = draw(st.lists(st.integers(0, 40), unique=True, max_size=most))
    made = []
    for name in names:
        expects = draw(st.booleans())
        made.append(
            Row(
                lineage=uuid5(lineage("made"), str(name)),
                depth=draw(st.integers(0, 5)),
                kind=draw(st.sampled_from(Kind)),
                label=draw(st.one_of(st.none(), st.sampled_from(["1", "(a)", "•"]))),
                text=draw(texts),
                holder=draw(st.sampled_from(Side)) if expects else None,
                owed_by=draw(st.sampled_from(Side)) if expects else None,
            )
        )
    return tuple(made)


offices = st.builds(Office, role=st.sampled_from(Recipient), printed=words)
routes = st.builds(
    Route,
    raised_by=st.sampled_from(Concerned),
    about=st.sampled_from(Concerned),
    stages=st.lists(
        st.builds(
            Stage,
            kind=st.sampled_from(StageKind),
            recipient=offices,
            alternate=st.one_of(st.none(), offices),
            target_days=st.one_of(st.none(), st.integers(1, 60)),
        ),
        max_size=2,
    ).map(tuple),
)


def documents(texts=words, most=12):
    """Documents with such rows, a title and routes."""
    return st.builds(
        Document,
        title=st.one_of(st.none(), texts),
        rows=rows(texts, most),
        concern_routes=st.lists(routes, max_size=2).map(tuple),
    )
