#!/usr/bin/env python3
"""Finds the templates of a log's messages, behind the first `: `, by Drain3 with masks; prints how many."""
import sys
from drain3 import TemplateMiner
from drain3.masking import MaskingInstruction
from drain3.template_miner_config import TemplateMinerConfig

config = TemplateMinerConfig()
masks = {r"\b\d+\.\d+\.\d+\.\d+\b": "IP", r"\b0x[0-9a-fA-F]+\b": "HEX", r"\b\d+\b": "NUM"}
config.masking_instructions = [MaskingInstruction(pattern, name) for pattern, name in masks.items()]
miner = TemplateMiner(config=config)
with open(sys.argv[1]) as log:
    for line in log:
        miner.add_log_message(line.rstrip("\n").split(": ", 1)[1])
print(len(miner.drain.clusters))
