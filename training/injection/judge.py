"""How a model does: by corpus, at several thresholds. judge.py --base DIR --corpora DIR --model FILE [--show SOURCE]"""

import argparse

import numpy as np
import torch

import data
import minilm
import train
import words

THRESHOLDS = (-3, -2, -1, 0, 1, 2, 3)


def windows(text, vocabulary):
    """Blocks two by two, each also with the next."""
    found = [ids for ids, _ in words.blocks(text, vocabulary)]
    return [found[i] + found[i + 1] for i in range(len(found) - 1)] or found


def scores(model, texts, vocabulary, batch=128):
    """The highest judgement of any window of each text; texts of no words have none."""
    rows, owners = [], []
    for index, text in enumerate(texts):
        for window in windows(text, vocabulary)[:200]:
            rows.append(window)
            owners.append(index)
    best = np.full(len(texts), -20.0)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), batch):
            part = order[at : at + batch]
            ids = torch.zeros((len(part), max(len(rows[i]) for i in part)), dtype=torch.long)
            for row, i in enumerate(part):
                ids[row, : len(rows[i])] = torch.tensor(rows[i])
            for i, score in zip(part, model(ids)[0].float().tolist()):
                best[owners[i]] = max(best[owners[i]], score)
    return best


def sets(corpora):
    found = {}
    for text, spans, source in data.own(True):
        found.setdefault(("own/" + source, bool(spans)), []).append(text)
    for name in train.UNSEEN + train.SEEN:
        for text, spans, source in data.corpus(corpora, name):
            where = source
            if name == "injecagent_datastealing":
                where += "/enhanced" if "IMPORTANT!!!" in text else "/base"
            found.setdefault((where, bool(spans)), []).append(text)
    ordinary = [text for text, _, _ in data.ordinary(1500, 99)]
    found[("ordinary", False)] = ordinary
    return found


def main():
    parser = argparse.ArgumentParser()
    for name in ("--base", "--corpora", "--model", "--show"):
        parser.add_argument(name)
    parser.add_argument("--at", type=float, default=1)
    given = parser.parse_args()
    vocabulary = words.Vocabulary(given.base + "/vocab.txt")
    model = minilm.MiniLm()
    model.load_state_dict(torch.load(given.model))
    model.eval()
    print("%-38s %5s" % ("", "cases"), *("%6d" % t for t in THRESHOLDS))
    for (name, bad), texts in sorted(sets(given.corpora).items(), key=lambda e: (not e[0][1], e[0][0])):
        if given.show and given.show not in name:
            continue
        found = scores(model, texts, vocabulary)
        print("%-38s %5d" % (("caught " if bad else "flagged ") + name, len(texts)), *("%6.1f" % (100 * np.mean(found > t)) for t in THRESHOLDS), flush=True)
        if given.show:
            for i in np.argsort(found if bad else -found)[:40]:
                if (found[i] > given.at) != bad:
                    print("   %.1f" % found[i], repr(texts[i][:500]))


if __name__ == "__main__":
    main()
