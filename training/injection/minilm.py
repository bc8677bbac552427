"""MiniLM-L6 (Wang et al. 2020) as all-MiniLM-L6-v2 has it, with a judgement of a window and of each of its pieces."""

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

HIDDEN, HEADS, INNER = 384, 12, 1536


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.first, self.second = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x, bias):
        b, n, _ = x.shape
        q, k, v = (w(x).view(b, n, HEADS, HIDDEN // HEADS).transpose(1, 2) for w in (self.q, self.k, self.v))
        scores = q @ k.transpose(2, 3) / (HIDDEN // HEADS) ** 0.5 + bias
        mixed = (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(b, n, HIDDEN)
        x = self.first(x + self.o(mixed))
        return self.second(x + self.down(F.gelu(self.up(x))))


class MiniLm(nn.Module):
    def __init__(self, layers=6):
        super().__init__()
        self.words = nn.Embedding(30522, HIDDEN)
        self.places = nn.Embedding(512, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.whole = nn.Linear(2 * HIDDEN, 1)
        self.each = nn.Linear(HIDDEN, 1)

    def forward(self, ids):
        """ids: [windows, pieces], 0 where there is none. Gives [windows] and [windows, pieces], both as logits."""
        there = (ids != 0).unsqueeze(-1)
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.kind)
        bias = torch.where(there.transpose(1, 2).unsqueeze(1), 0.0, -10000.0)
        for layer in self.layers:
            x = layer(x, bias)
        count = there.sum(1).clamp(min=1)
        mean = (x * there).sum(1) / count
        most = torch.where(there, x, torch.full_like(x, -100.0)).max(1).values
        return self.whole(torch.cat([mean, most], -1)).squeeze(-1), self.each(x).squeeze(-1)


def pretrained(path, keep=(0, 1, 2, 3, 4, 5)):
    given = load_file(path)
    prefix = "bert." if any(k.startswith("bert.") for k in given) else ""
    model = MiniLm(len(keep))
    put = lambda to, name: to.data.copy_(given[prefix + name])
    put(model.words.weight, "embeddings.word_embeddings.weight")
    put(model.places.weight, "embeddings.position_embeddings.weight")
    model.kind.data.copy_(given[prefix + "embeddings.token_type_embeddings.weight"][0])
    both = lambda to, name: (put(to.weight, name + ".weight"), put(to.bias, name + ".bias"))
    both(model.norm, "embeddings.LayerNorm")
    for layer, index in zip(model.layers, keep):
        at = f"encoder.layer.{index}."
        both(layer.q, at + "attention.self.query")
        both(layer.k, at + "attention.self.key")
        both(layer.v, at + "attention.self.value")
        both(layer.o, at + "attention.output.dense")
        both(layer.first, at + "attention.output.LayerNorm")
        both(layer.up, at + "intermediate.dense")
        both(layer.down, at + "output.dense")
        both(layer.second, at + "output.LayerNorm")
    return model
