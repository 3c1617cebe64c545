#!/usr/bin/env bash
# Finding: gliner's OpenVINO runtime cannot load what gliner itself exports of a DeBERTa model; its onnxruntime runtime can.
#
# Versions: gliner 0.2.29, openvino 2026.4.1, onnxruntime 1.32.0, transformers 5.16.1, torch 2.15.0; Python 3.11, x86-64 processor.
# Source:   gliner/runtime/openvino.py ("any supported exported GLiNER ONNX or IR graph"), intel_cpu/src/node.cpp of OpenVINO (the message),
#           modeling_deberta_v2.py of transformers, build_rpos: a scripted function, so that the export keeps its condition as an `If`.
#
# Behaviour: nearly all published GLiNER models are built on DeBERTa. Its attention makes new relative places where queries and keys are of
# different lengths, which never happens in GLiNER. The export keeps that as an `If` of which the branch not taken gives a tensor of unknown
# rank. onnxruntime runs the graph; OpenVINO reads it, and refuses to compile it for a processor. A graph on BERT is run by both.
# Remedy: put the value of the branch that is taken in the place of the `If` (openvino.Output.replace) and compile the graph oneself;
# gliner takes it as runtime_options={"compiled_model": …}.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   bert onnxruntime: answers
#   bert openvino: answers
#   deberta onnxruntime: answers
#   deberta openvino: RuntimeError: CPU plug-in doesn't support If operation with dynamic rank
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "gliner==0.2.29" "openvino==2026.4.1" "onnx==1.23.2" "onnxruntime==1.32.0" "transformers==5.16.1" "torch==2.15.0"
cd "$folder"

cat >trial.py <<'PYTHON'
import re
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
sys.modules["openvino_telemetry"] = None  # it would report to its maker
import torch
from gliner import GLiNER, GLiNERConfig
from transformers import BertConfig, BertModel, BertTokenizerFast, DebertaV2Config, DebertaV2Model

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ada", "visited", "leeds", "person", "in"]
SHAPE = {
    "vocab_size": len(PIECES),
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 128,
}


def export(encoder):
    torch.manual_seed(7)
    folder = Path(encoder)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n")
    if encoder == "bert":
        BertModel(BertConfig(**SHAPE)).save_pretrained(folder)
    else:
        places = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 32}
        DebertaV2Model(DebertaV2Config(**SHAPE, **places, type_vocab_size=0)).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=128).save_pretrained(folder)
    config = GLiNERConfig(model_name=str(folder), hidden_size=32, span_mode="token_level", num_rnn_layers=0, max_len=64)
    model = GLiNER.from_config(config, backbone_from_pretrained=True, local_files_only=True)
    model.eval()
    graph = Path(f"{encoder}-graph")
    graph.mkdir()
    model.save_pretrained(str(graph))
    model.export_to_onnx(str(graph), quantize=False)
    return graph


def answer(graph, runtime):
    try:
        model = GLiNER.from_pretrained(str(graph), runtime=runtime, runtime_model_file="model.onnx", local_files_only=True)
        model.predict_entities("ada visited leeds", ["person"], threshold=0.3)
    except RuntimeError as error:
        told = re.search(r"CPU plug-in doesn't support If operation with dynamic rank", str(error))
        return f"RuntimeError: {told[0] if told else str(error)[-80:]}"
    return "answers"


seen = []
for encoder in ("bert", "deberta"):
    graph = export(encoder)
    for runtime in ("onnxruntime", "openvino"):
        seen.append(f"{encoder} {runtime}: {answer(graph, runtime)}")
        print(seen[-1])
same = seen == [
    "bert onnxruntime: answers",
    "bert openvino: answers",
    "deberta onnxruntime: answers",
    "deberta openvino: RuntimeError: CPU plug-in doesn't support If operation with dynamic rank",
]
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py 2>/dev/null
