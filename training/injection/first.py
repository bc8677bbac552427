"""The first stage: a convolution over word pieces that is a sum of table rows, so that a CPU does it in nanoseconds.

A piece has a small embedding; five neighbouring pieces, each through its own matrix, make up what stands at a place;
the most over a window decides. Learns from the teacher's judgements of many windows and from our own flags.

first.py --base DIR --corpora DIR --teacher FILE --out FILE [--steps N] [--final]
"""

import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import minilm
import train

EMBEDDED, CHANNELS, TAPS, INNER = 48, 96, 5, 48


class First(nn.Module):
    def __init__(self, given=None):
        super().__init__()
        self.words = nn.Embedding(30522, EMBEDDED)
        if given is not None:  # the most of what the teacher's embedding tells apart
            centred = given - given.mean(0)
            _, _, v = torch.linalg.svd(centred[torch.randperm(len(given))[:8000]], full_matrices=False)
            small = centred @ v[:EMBEDDED].T
            self.words.weight.data.copy_(small / small.std())
        self.words.weight.data[0] = 0
        self.taps = nn.Conv1d(EMBEDDED, CHANNELS, TAPS, padding=TAPS // 2)
        self.up, self.down = nn.Linear(CHANNELS, INNER), nn.Linear(INNER, 1)

    def forward(self, ids):
        there = (ids != 0).unsqueeze(1)
        x = self.words(ids) * there.transpose(1, 2)
        x = torch.relu(self.taps(x.transpose(1, 2)))
        x = torch.where(there, x, torch.zeros_like(x)).max(2).values
        return self.down(torch.relu(self.up(x))).squeeze(-1)


def main():
    parser = argparse.ArgumentParser()
    for name in ("--base", "--corpora", "--teacher", "--out"):
        parser.add_argument(name)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--pool", type=int, default=60000)
    parser.add_argument("--final", action="store_true")
    given = parser.parse_args()
    torch.manual_seed(1)
    texts = train.Texts(given.base, given.corpora, given.final, 7, 12000)
    teacher = minilm.MiniLm()
    teacher.load_state_dict(torch.load(given.teacher))
    teacher.eval()
    pool = []
    began = time.time()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        while sum(len(p[0]) for p in pool) < given.pool:
            ids, flags, label, clear = texts.batch(96, 160)
            pool.append((ids.to(torch.int32), teacher(ids)[0].float(), label, clear))
    ids, taught, label, clear = (torch.cat(part) for part in zip(*pool))
    print("pool", len(ids), f"{time.time() - began:.0f} s", flush=True)
    model = First(teacher.words.weight.data)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, given.steps)
    model.train()
    target = torch.sigmoid(taught / 1.5) * 0.7 + label.float() * 0.3
    mean = 0.0
    for step in range(1, given.steps + 1):
        rows = torch.randint(0, len(ids), (256,))
        batch = ids[rows].long()
        batch = torch.where(torch.rand(batch.shape) < 0.05, torch.where(batch == 0, 0, 100), batch)  # some words unseen
        loss = F.binary_cross_entropy_with_logits(model(batch), target[rows], weight=clear[rows].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        mean = 0.99 * mean + 0.01 * loss.item()
        if step % 1000 == 0:
            print(step, f"{mean:.4f} {time.time() - began:.0f} s", flush=True)
    torch.save(model.state_dict(), given.out)


if __name__ == "__main__":
    main()
