# ruff: noqa: RUF001 - characters that look like others are what is tested

from __future__ import annotations

import pytest
from ftfy import TextFixerConfig, fix_encoding
from hypothesis import example, given
from hypothesis import strategies as st

from hfpapers.normalize.mathtext import math_to_text
from hfpapers.normalize.text import _decoded_once, clean_line, clean_text, storable

#: Pieces that LaTeX and its accidents are made of; glued at random they find what single characters do not.
PIECES = st.sampled_from(
    [
        *"$\\{}^_`'\"~-%&# a1Zé.,(",
        *("\\$", "``", "''", "--", "---", "\\emph{", "\\alpha", "\\mathcal{O}", "\\frac", "\\'", '\\"', "\\(", "\\)"),
        *(
            "\\,",
            "\\o",
            "{\\v s}",
            "\\text{",
            "\\left",
            "\\sqrt",
            "\\hat",
            "\\today",
            "$x$",
            "Ã©",
            "\u200b",
            "\n",
            "word ",
        ),
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("A  title\n  on two lines", "A title on two lines"),
        (" nbsp\xa0and\u2003wide\u2028blanks\t", "nbsp and wide blanks"),
        ("zero\u200bwidth \ufeffmarks\u2060", "zerowidth marks"),
        ("soft\u00adhyphen", "softhyphen"),
        ("right\u202eto left\u2066", "rightto left"),
        ("bell\x07 and \x00nul\x7f", "bell and nul"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("schÃ¶n", "schön"),
        ("\x93quoted\x94 \x8e", "“quoted” Ž"),
        ("\u0643\u200c\u0644", "\u0643\u200c\u0644"),
        (
            "curly “quotes”, ﬁne ligatures, （wide） brackets, AT&amp;T",
            "curly “quotes”, ﬁne ligatures, （wide） brackets, AT&amp;T",
        ),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_text_comes_on_one_line_and_else_as_it_was_written(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        # escapes, accents, looks
        (r"\$OneMillion-Bench: 5\% \& more \#1 a\_b \{c\}", "$OneMillion-Bench: 5% & more #1 a_b {c}"),
        (r"Read \& Write", "Read & Write"),
        (r"Sch\"onberg, Fr\'echet, Poincar{\'e}, Ren{\'{e}}e", "Schönberg, Fréchet, Poincaré, Renée"),
        (r"na\"{\i}vely, Bolet\'{\i}n, Mart\'\i nez", "naïvely, Boletín, Martínez"),
        (r"Erd\H{o}s, \v{S}, {\v s}, \c{c}, \k{a}, \r{a}, \u{g}", "Erdős, Š, š, ç, ą, å, ğ"),
        (r"{\o}, \o{}, J\o rgensen, Troms\o.", "ø, ø, Jørgensen, Tromsø."),
        (r"\emph{a} \textbf{b} \texttt{c} \textit{d} \textsc{E}", "a b c d E"),
        (r"\emph{\textbf{M}\"uller}", "Müller"),
        (r"code at \url{https://x.example/a\_b}.", "code at https://x.example/a_b."),
        (r"here.\url{https://x.example}", "here. https://x.example"),
        (r"an 4\,GB card", "an 4 GB card"),
        # quotes are certain by themselves, dashes only where something else is LaTeX
        ("the ``tame'' and ``wild'' ones", "the “tame” and “wild” ones"),
        (r"from 20.5--30.8\% -- or more---much more", "from 20.5–30.8% – or more—much more"),
        ("Paper--Code -- and more", "Paper--Code -- and more"),
        # mathematics
        (r"$\nabla^2$Net", "∇²Net"),
        ("$τ$-sample and $γ-$Net", "τ-sample and γ-Net"),
        ("Sample$^2$Net, A$^2$B, F$_1$, Sample$^{+}$", "Sample²Net, A²B, F₁, Sample⁺"),
        (r"$10\times$ faster, $10^{-3}$, \(3.5\times\)", "10× faster, 10⁻³, 3.5×"),
        (r"$\mathcal{O}(n)$ and $O(n \log n)$, $n\log n$", "𝒪(n) and O(n log n), n log n"),
        (r"$x \in \mathbb{R}^{n \times m}$", "x ∈ ℝ^(n × m)"),
        (r"$\frac{a+b}{c}$, $\sqrt{n}$, $\sqrt{a+b}$", "(a+b)/c, √n, √(a+b)"),
        (r"$p_{gen}$, $e^{-2K}$, $x_i$, $\ell_2$, $x^{y^2}$", "p_gen, e^(-2K), x_i, ℓ₂, x^(y²)"),
        (r"$90^\circ$, $f^{'}$, $10^{th}$, $x^{}$, $x^ 2$", "90°, f′, $10^{th}$, x, x²"),
        (r"$n^{th}$ and $n^\text{th}$", "nth and nth"),
        (r"$\hat{x}$, $\alpha x$, $\left(x\right)$, $\left. y \right)$", "x̂, αx, (x), y)"),
        (r"$\langle a, b\rangle$, $\text{foo bar}$, $\operatorname{sim}(a)$", "⟨a, b⟩, foo bar, sim(a)"),
        (r"$\sim 5\%$, $a\,b$, $a\!b$, $\{a\}$, $\|x\|$", "∼5%, a b, ab, {a}, ‖x‖"),
        (r"$\mathcal{\alpha}$ $\mathbf{x}$", "α x"),
        (r"$\log2$, $a\times b$, $\alpha$s, $x'$, $a \times b$", "log 2, a×b, αs, x', a × b"),
        ("$k$NN, $I$-$V$, ($n=10$), $p<0.05$", "kNN, I-V, (n=10), p<0.05"),
        (r"$a \max b$, $\max_i$, $2\max$", "a max b, max_i, 2 max"),
    ],
)
def test_certain_latex_becomes_unicode(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $10",
        "Mending 300 Samples for 1$: A Cheap Way",
        "Earn $2 Million",
        "40-$50% of it",
        "from $a lot to $b more",
        "A$AP and B$AP",
        "U$S, A$C",
        "$A/$B and $PATH:$HOME",
        "$foo bar$ baz",
        "$ x $",
        "$x y $ z",
        "$$x$$",
        "360^circ and C^2XYZ and R^textbf{3X}",
        r"\$x\$",
        r"C:\\$x and D:\\'e",
        r"we propose \ours, \sample and 5{\deg}",
        r"it\'s what they\'re \"quoting\" here",
        r"\^x and \'q",
        r"$\today$, $\foo$, $\ref{a}$, $x & y$, $a~b$, $\hat{ab}$, $\hat{+}$, ${a$, $a}b$, $x^$, $x^_$, $\frac{a}$",
        r"${\cal L}$",
        "$" + "{" * 9 + "x" + "}" * 9 + "$",
        r"$\mathcal{}",
        "`dog.n.02` and \"Learning''",
        "```python''",
        "git -- --flag",
    ],
)
def test_what_is_not_certainly_latex_stays(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "content",
    [
        r"\alpha & b",
        "x_1 % y",
        "a}b",
        "{a",
        "{" * 9 + "}" * 9,
        "x^",
        "x^_2",
        r"\frac{a}",
        r"\hat{ab}",
        r"\unknown",
        r"\ref{a}",
        "~",
    ],
)
def test_mathematics_that_plain_text_cannot_tell_is_left_alone(content: str) -> None:
    assert math_to_text(content) is None


@given(text=ANY_TEXT)
@example(text=r"\$\$x\$\$")
@example(text=r"\emph{\$}x\emph{\$}")
@example(text="$\\mathbb{R}\\$")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    assert storable(storable(text)) == storable(text)


@given(text=ANY_TEXT)
def test_clean_text_is_one_line_that_can_be_stored(text: str) -> None:
    clean = clean_text(text)
    assert clean.split() == [word for word in clean.split(" ") if word]
    assert all(character.isprintable() or ord(character) > 0x7F for character in clean)
    clean.encode("utf-8")
    assert "\0" not in storable(text)


def test_text_is_stored_as_served_but_for_what_no_database_holds() -> None:
    assert storable("a\n\0b\ud800 \x07$\\alpha$") == "a\n\ufffdb\ufffd \x07$\\alpha$"


def test_a_long_hostile_title_is_cleaned_in_good_time() -> None:
    title = "\x00$\\emph{``'' -- \\\"" * 2000
    assert "\0" not in clean_text(title)


#: What ftfy takes for signs of a wrong decoding, and what stands beside them in real text.
ODD_PIECES = st.sampled_from(
    [*"ÃÂÐØÙâ€™œžŸ¬°±²»\xa0\x93Ґ€вЂГўβ≈√‚Ä×à", "Ã ", " Ã ", "Â ", "вЂ", "é", "α", " ", "a", "word word "]
)
WELL_FORMED = st.text(st.characters(codec="utf-8"), max_size=60)


@given(WELL_FORMED | st.lists(ODD_PIECES, max_size=80).map("".join))
@example("Ã la carte")
@example("the cafÃ\xa0 and the voilÃ of a thousand words and no more than that, said the writer")
def test_a_wrong_decoding_is_undone_as_if_the_whole_text_were_looked_at(text: str) -> None:
    certain = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False, decode_inconsistent_utf8=False)
    assert _decoded_once(text) == fix_encoding(text, certain)
