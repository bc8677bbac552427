"""Splits text into the pieces that the models read. The same as io.tidegate.injection.Pieces; a test compares them.

A text is words, numbers, links, mail addresses, identifiers, marks of sentences, and bars: whatever structures a text
(JSON, HTML, Markdown, tables, blank lines) is one bar, so that the models see what is said and not in which format.
"""

import unicodedata

BAR, LINK, MAIL, NUMBER, ID = "|", "http", "@", "0", "#"
SENTENCE = ".,!?:;"
JOINTS = "_-.@+'’/=%"
WORD_MAX = 40
PIECES_MAX = 31  # of one block; a window is two blocks


def is_mark(c):
    return unicodedata.category(c) in ("Mn", "Mc", "Me")


def is_letter(c):
    return unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lm", "Lo")


def is_digit(c):
    return unicodedata.category(c) == "Nd"


def is_ideograph(c):
    p = ord(c)
    return 0x3400 <= p <= 0x4DBF or 0x4E00 <= p <= 0x9FFF or 0xF900 <= p <= 0xFAFF or 0x20000 <= p <= 0x3134F


def unseen(c):
    return unicodedata.category(c) == "Cf"


def inside(c):
    return is_letter(c) or is_digit(c) or is_mark(c)


def tokens(text):
    """Yields (word, start, end); offsets are code points here."""
    at, n = 0, len(text)
    while at < n:
        c = text[at]
        if inside(c):
            if (c in "hHwW") and (end := link_end(text, at)):
                yield LINK, at, end
                at = end
                continue
            if is_ideograph(c):
                yield c, at, at + 1
                at += 1
                continue
            end = at + 1
            while end < n and (inside(text[end]) or text[end] in JOINTS or unseen(text[end])) and not is_ideograph(text[end]):
                end += 1
            while not inside(text[end - 1]):
                end -= 1
            yield from chunk(text, at, end)
            at = end
        else:
            end, mark = at, ""
            newlines, bar = 0, False
            while end < n and not inside(text[end]):
                d = text[end]
                if d == "\\" and end + 1 < n and text[end + 1] in "nrt":
                    newlines += text[end + 1] == "n"
                    end += 2
                    continue
                if d == "\n":
                    newlines += 1
                elif d in SENTENCE:
                    mark = mark or d
                elif not (d.isspace() or d in "'’`*_-–—()%$€£&/+@=~^" or unseen(d) or unicodedata.category(d) == "Cc"):
                    bar = True
                end += 1
            if bar or newlines > 1:
                yield BAR, at, end
            elif mark:
                yield mark, at, end
            at = end


def link_end(text, at):
    head = text[at : at + 8].lower()
    if not (head.startswith("http://") or head.startswith("https://") or head.startswith("www.")):
        return 0
    end = at + 4
    while end < len(text) and not text[end].isspace() and text[end] not in "\"'<>()[]{}|\\`":
        end += 1
    while text[end - 1] in SENTENCE:
        end -= 1
    return end


def chunk(text, start, end):
    part = text[start:end]
    if "@" in part[1:-1] and "." in part[part.index("@") :]:
        yield MAIL, start, end
        return
    letters = sum(1 for c in part if is_letter(c))
    digits = sum(1 for c in part if is_digit(c))
    if letters == 0:
        yield NUMBER, start, end
        return
    if digits >= 3 and len(part) >= 10 and "/" not in part and "'" not in part:
        yield ID, start, end
        return
    at = start
    while at < end:
        c = text[at]
        if c in JOINTS:
            at += 1
            continue
        stop = at + 1
        if is_digit(c):
            while stop < end and is_digit(text[stop]):
                stop += 1
            yield NUMBER, at, stop
        else:
            while stop < end and not is_digit(text[stop]) and not joint(text, stop, end) and not hump(text, stop):
                stop += 1
            if stop - at > WORD_MAX:
                yield ID, at, stop
            else:
                yield text[at:stop], at, stop
        at = stop


def joint(text, at, end):
    if text[at] not in JOINTS:
        return False
    return not (text[at] in "'’" and at + 1 < end and is_letter(text[at + 1]))


def hump(text, at):
    before, here = text[at - 1], text[at]
    return before.islower() and here.isupper()


class Vocabulary:
    """BERT's uncased WordPiece (Devlin et al. 2018), with a vocabulary of one piece a line."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as lines:
            self.ids = {line.rstrip("\n"): i for i, line in enumerate(lines)}
        self.known = {}

    def pieces(self, word):
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self.split(word)
        return found

    def split(self, word):
        plain = unicodedata.normalize("NFKD", word.replace("’", "'")).lower()
        plain = "".join(c for c in plain if not is_mark(c) and not unseen(c))
        found, at = [], 0
        for part in (p for piece in plain.split("'") for p in (piece, "'")):
            found += self.greedy(part) if part else []
        return found[:-1] or [self.ids["[UNK]"]]

    def greedy(self, word):
        found, at = [], 0
        while at < len(word):
            end = len(word)
            while end > at and (("##" if at else "") + word[at:end]) not in self.ids:
                end -= 1
            if end == at:
                return [self.ids["[UNK]"]]
            found.append(self.ids[("##" if at else "") + word[at:end]])
            at = end
        return found


def blocks(text, vocabulary):
    """Lists of (ids, start, end, [(word start, word end)...]): at most PIECES_MAX pieces each, whole words."""
    found, ids, spans = [], [], []
    for word, start, end in tokens(text):
        pieces = vocabulary.pieces(word)[:PIECES_MAX]
        if len(ids) + len(pieces) > PIECES_MAX:
            found.append((ids, spans))
            ids, spans = [], []
        ids = ids + pieces
        spans = spans + [(start, end)]
    if ids:
        found.append((ids, spans))
    return found
