"""Fine-tunes MiniLM-L6 on windows of pieces.

train.py --base DIR --corpora DIR --out FILE [--steps N] [--final] [--from FILE]

Without --final, InjecAgent, ASB, spikee and ToolEmu stay unseen, so that judge.py says how it does on what it does not know.
"""

import argparse
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
import minilm
import words

WINDOW = 2 * words.PIECES_MAX
UNSEEN = ("injecagent_datastealing", "injecagent_benign_outputs", "asb_attacker_instructions", "spikee_fp_benign", "toolemu_clean_tools")
SEEN = ("bipia_train", "composed_poisoned_dev", "jailbreak_classification")


class Texts:
    def __init__(self, base, corpora, final, seed, ordinary=8000):
        self.vocabulary = words.Vocabulary(base + "/vocab.txt")
        self.random = random.Random(seed)
        documents = [self.read(*case) for case in data.own(False)]
        if final:
            documents += [self.read(*case) for case in data.own(True)]
        for name in SEEN + (UNSEEN if final else ()):
            documents += [self.read(*case) for case in data.corpus(corpora, name)]
        documents = [d for d in documents if len(d[0])]
        self.gathered = [d for d in (self.read(*c) for c in data.ordinary(ordinary, 1)) if len(d[0]) > 20]
        self.bad, self.good, self.orders, self.alike = {}, {}, {}, []
        for d in documents:
            ids, flags, _, source = d
            if flags.any():
                self.bad.setdefault(source, []).append(d)
                for a, b in runs(flags):
                    if 4 <= b - a <= 100 and not source.endswith("/plain"):
                        self.orders.setdefault(source, []).append(ids[a:b])
            else:
                self.good.setdefault(source, []).append(d)
        for source, those in sorted(self.bad.items()):
            print("injected", source, len(those), len(self.orders.get(source, [])))
        for source, those in sorted(self.good.items()):
            print("benign", source, len(those))
        print("gathered", len(self.gathered), flush=True)

    def read(self, text, spans, source):
        return data.document(text, spans, self.vocabulary, source)

    def source(self, those, weights):
        """One of a source, the sources by how much each has to say (the root of its size), or by weight."""
        names = [n for n in those if weights.get(n, 1) > 0]
        share = [len(those[n]) ** 0.5 * weights.get(n, 1) for n in names]
        return self.random.choice(those[self.random.choices(names, share)[0]])

    def cut(self, d, around=None):
        """A window of a document: anywhere, or where much of an injection stands in it."""
        ids, flags, starts, _ = d
        n = len(ids)
        length = WINDOW if self.random.random() < 0.7 else self.random.randint(12, WINDOW)
        if around:
            a, b = around
            first = max(0, min(b - length, a - self.random.randint(0, length)) if b - a >= length else a - self.random.randint(0, max(0, length - (b - a))))
        else:
            first = self.random.randint(0, max(0, n - length)) if self.random.random() < 0.8 else 0
        while first > 0 and not starts[first]:
            first -= 1
        return ids[first : first + length], flags[first : first + length]

    def planted(self, piece, host, flag):
        ids, _, starts, _ = host
        room = max(8, WINDOW - len(piece))
        first = self.random.randint(0, max(0, len(ids) - room))
        there = ids[first : first + self.random.randint(4, room)]
        spots = [i + 1 for i, w in enumerate(there) if w in (1064, 1012)] or [0, len(there)]
        at = self.random.choice(spots)
        whole = np.concatenate([there[:at], piece, there[at:]])
        flags = np.concatenate([np.zeros(at, bool), np.full(len(piece), flag), np.zeros(len(there) - at, bool)])
        return whole[:WINDOW], flags[:WINDOW]

    def host(self):
        return self.source(self.good, {"alike": 0, "defs": 0.3, "spikee_fp_benign": 0, "jailbreak_classification": 0.2}) if self.random.random() < 0.75 else self.random.choice(self.gathered)

    def positive(self):
        way = self.random.random()
        if way < 0.45:
            d = self.source(self.bad, {"planted": 2, "orders": 1.5, "bipia_train": 0.6, "bipia_train/plain": 0.3, "composed_poisoned_dev": 0.6})
            return self.cut(d, self.random.choice(runs(d[1])))
        piece = self.source(self.orders, {"bipia_train": 0.4, "composed_poisoned_dev": 0.4, "orders": 2})
        if way < 0.6:
            return piece[:WINDOW], np.ones(min(WINDOW, len(piece)), bool)
        return self.planted(piece[:48], self.host(), True)

    def negative(self):
        way = self.random.random()
        if way < 0.55:
            return self.cut(self.source(self.good, {"alike": 2, "people": 2, "planted": 2}))
        if way < 0.7:
            return self.cut(self.random.choice(self.gathered))
        if way < 0.85:
            alike = self.random.choice(self.good.get("alike") or self.good["people"])[0][:48]
            return self.planted(alike, self.host(), False)
        for _ in range(8):
            ids, flags = self.cut(self.source(self.bad, {"orders": 0}))
            if not flags.any():
                return ids, flags
        return self.cut(self.random.choice(self.gathered))

    def batch(self, positives, negatives):
        chosen = [self.positive() for _ in range(positives)] + [self.negative() for _ in range(negatives)]
        ids = np.zeros((len(chosen), WINDOW), np.int64)
        flags = np.zeros((len(chosen), WINDOW), np.float32)
        for row, (window, marks) in enumerate(chosen):
            ids[row, : len(window)] = window
            flags[row, : len(marks)] = marks
        told = flags.sum(1)
        unclear = (told > 0) & (told < 5)
        return torch.tensor(ids), torch.tensor(flags), torch.tensor(told > 0), torch.tensor(~unclear)


def runs(flags):
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def main():
    parser = argparse.ArgumentParser()
    for name in ("--base", "--corpora", "--out", "--from"):
        parser.add_argument(name)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    texts = Texts(given.base, given.corpora, given.final, given.seed)
    model = minilm.pretrained(given.base + "/model.safetensors")
    if getattr(given, "from"):
        model.load_state_dict(torch.load(getattr(given, "from")))
    model.words.weight.requires_grad = False
    model.places.weight.requires_grad = False
    decayed = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(decayed, lr=given.rate, weight_decay=0.01)
    warm = min(100, given.steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / warm) * max(0.02, 1 - s / given.steps))
    began, mean = time.time(), [0.0, 0.0]
    for step in range(1, given.steps + 1):
        ids, flags, label, clear = texts.batch(given.batch * 7 // 16, given.batch - given.batch * 7 // 16)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            whole, each = model(ids)
        whole, each = whole.float(), each.float()
        there = (ids != 0).float()
        target = label.float() * 0.97 + 0.015
        one = (F.binary_cross_entropy_with_logits(whole, target, reduction="none") * clear).sum() / clear.sum()
        two = (F.binary_cross_entropy_with_logits(each, flags, reduction="none") * there).sum() / there.sum()
        loss = one + two
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decayed, 1.0)
        optimizer.step()
        schedule.step()
        mean = [0.98 * m + 0.02 * v.item() for m, v in zip(mean, (one, two))]
        if step % 50 == 0:
            print(step, f"{mean[0] / (1 - 0.98 ** step):.4f} {mean[1] / (1 - 0.98 ** step):.4f} {(time.time() - began) / step:.2f} s", flush=True)
        if step % 250 == 0 or step == given.steps:
            torch.save(model.state_dict(), given.out)


if __name__ == "__main__":
    main()
