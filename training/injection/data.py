"""Reads and gathers what the models are trained on: our own cases, corpora, and ordinary text of this machine.

A document is (pieces, flags, source): flags says for each piece whether it stands in an injection.
"""

import glob
import gzip
import json
import os
import random
import re
import sys

import numpy as np

import words

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
# Plain questions stand among the injections of BIPIA; by themselves they are what users ask.
PLAIN = ("Information Retrieval", "Learning and Tutoring", "Language Translation", "Programming Help",
         "Content Creation", "Alphanumeric Substitution", "Homophonic Substitution", "Anagramming", "Space Removal", "Misspelling")


def document(text, spans, vocabulary, source):
    ids, flags, starts = [], [], []
    for word, start, end in words.tokens(text):
        pieces = vocabulary.pieces(word)[: words.PIECES_MAX]
        inside = any(start < b and end > a for a, b in spans)
        starts += [1] + [0] * (len(pieces) - 1)
        ids += pieces
        flags += [inside] * len(pieces)
    return np.array(ids, np.int32), np.array(flags, bool), np.array(starts, bool), source


def marked(text):
    """The text without its marks, and what they enclosed."""
    plain, spans, at = "", [], 0
    for part in re.split("([⟦⟧])", text):
        if part == "⟦":
            at = len(plain)
        elif part == "⟧":
            spans.append((at, len(plain)))
        else:
            plain += part
    return plain, spans


def own(held):
    """Our own cases; every fifth file is held out."""
    for path in sorted(glob.glob(os.path.join(CASES, "*", "*.jsonl"))):
        if (int(os.path.basename(path)[:2]) % 5 == 0) != held:
            continue
        for line in open(path, encoding="utf-8"):
            if line.strip():
                case = json.loads(line)
                text, spans = marked(case["text"])
                yield text, spans, os.path.basename(os.path.dirname(path))


def corpus(folder, name):
    with open(os.path.join(folder, name + ".jsonl"), encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            text, spans = case["text"], []
            if case["label"] in ("injection", "poisoned_tool"):
                spans = [planted(text, case.get("payload"), case.get("sub", ""))]
            elif case["label"] == "jailbreak":
                continue
            plain = spans and any(plain in case.get("sub", "") for plain in PLAIN)
            yield text, spans, name + "/plain" if plain else name


def planted(text, payload, sub):
    if not payload:
        return 0, len(text)
    escaped = json.dumps(payload)[1:-1]
    for form in (payload, escaped, payload[1:], escaped[1:]):
        at = text.find(form)
        if at >= 0:
            before = max(text.rfind(tell, 0, at) for tell in ("IMPORTANT!!!", "<HIDDEN>", "<IMPORTANT>", "SYSTEM:", "When this tool is called"))
            if sub.startswith("enhanced") or before >= at - 120:
                at = before if 0 <= before else at
            return at, text.find(form) + len(form)
    return 0, len(text)


def ordinary(count, seed):
    """Cuts of the manuals, READMEs, change logs and sources that stand on this machine; never committed."""
    random.seed(seed)
    roots = ["/usr/share/doc", "/usr/share/man/man1", "/usr/share/man/man7", "/usr/share/man/man8", "/usr/share/perl", sys.base_prefix] + os.environ.get("ORDINARY_TEXT", "").split()
    found = []
    for root in roots:
        for folder, _, files in os.walk(root):
            prose = [f for f in files if re.search(r"(?i)(readme|changelog|news|\.md$|\.rst$|\.txt$|\.[178](\.gz)?$)", f)]
            other = [f for f in files if re.search(r"(?i)\.(html?|py|js|json|ya?ml|sh|toml)$", f) and "test" not in folder]
            chosen = random.sample(prose, min(len(prose), 1500)) + random.sample(other, min(len(other), 1))
            found += [os.path.join(folder, f) for f in chosen]
    random.shuffle(found)
    given = 0
    for path in found:
        try:
            with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
                text = file.read(400_000).decode("utf-8")
        except (OSError, UnicodeDecodeError, EOFError):
            continue
        if re.search(r"/man\d/", path):
            text = re.sub(r"(?m)^['.]\S*\s*|\\f[A-Z]|\\", "", text)
        if len(text) < 200:
            continue
        at = random.randrange(max(1, len(text) - 1500))
        yield text[at : at + 1500], [], "ordinary"
        given += 1
        if given == count:
            return
