"""Writes the models as the program reads them: ONNX with weights of 8 bits, and tables.

export.py --base DIR --teacher FILE --first FILE --out DIR
"""

import argparse
import os
import shutil
import struct

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

import first
import minilm


def main():
    parser = argparse.ArgumentParser()
    for name in ("--base", "--teacher", "--first", "--out"):
        parser.add_argument(name)
    given = parser.parse_args()
    os.makedirs(given.out, exist_ok=True)
    shutil.copy(given.base + "/vocab.txt", given.out + "/vocabulary.txt")
    if given.teacher:
        model = minilm.MiniLm()
        model.load_state_dict(torch.load(given.teacher))
        model.eval()
        whole = given.out + "/whole.onnx"
        torch.onnx.export(model, (torch.ones((2, 64), dtype=torch.long),), whole, input_names=["pieces"],
                          output_names=["window", "each"], opset_version=17, dynamo=False,
                          dynamic_axes={"pieces": {0: "windows", 1: "length"}})
        quantize_dynamic(whole, given.out + "/second.onnx", weight_type=QuantType.QInt8, per_channel=True,
                         op_types_to_quantize=["MatMul", "Gemm", "Gather"])
        os.remove(whole)
    if given.first:
        model = first.First()
        model.load_state_dict(torch.load(given.first))
        words = model.words.weight.data.numpy()
        scale = np.abs(words).max(1, keepdims=True) / 127 + 1e-9
        with open(given.out + "/first.bin", "wb") as out:  # big endian, as DataInputStream reads
            out.write(struct.pack(">4sIIIII", b"TGF1", len(words), first.EMBEDDED, first.TAPS, first.CHANNELS, first.INNER))
            out.write(scale.astype(">f4").tobytes())
            out.write(np.rint(words / scale).astype(np.int8).tobytes())
            for part in (model.taps.weight.data.permute(2, 0, 1), model.taps.bias.data, model.up.weight.data, model.up.bias.data,
                         model.down.weight.data, model.down.bias.data):
                out.write(part.contiguous().numpy().astype(">f4").tobytes())


if __name__ == "__main__":
    main()
