#!/usr/bin/env python3
"""Checks that lm-evaluation-harness and Inspect read our exports: check_exports.py MADE_UP_REPORTS

Packages: lm_eval and inspect_ai, of the Python that runs this, or of the environment PONDER_READERS (which
scripts/readers.sh makes). What is not installed is passed over; with neither the exit code is 77 (skipped).
"""
import csv
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
QUESTIONS, METHODS, MODELS, TASKS = 60, 7, 2, {"word_problems", "game24"}


def installed(package):
    return importlib.util.find_spec(package) is not None


def accuracies(folder):
    """(model, task, method) to right and samples, by our own table."""
    with open(folder / "report.csv", encoding="utf-8") as file:
        return {(row["model"], row["task"], row["method"]): (int(row["right"]), int(row["samples"]))
                for row in csv.DictReader(file) if row["task"] and not row["level"]}


def check_inspect(folder, expected):
    from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample, read_eval_log_samples
    logs = list_eval_logs(str(folder / "inspect"))
    assert len(logs) == len(expected), f"{len(logs)} logs are listed, not {len(expected)}"
    assert {log.task for log in logs} == {task.replace("_", "-") for task in TASKS}
    seen = set()
    for info in logs:
        header = read_eval_log(info, header_only=True)
        assert header.samples is None and header.status == "success"
        log = read_eval_log(info)
        key = (log.eval.model, log.eval.task, log.eval.task_args["method"])
        seen.add(key)
        right, samples = expected[key]
        scores = {score.name: score for score in log.results.scores}
        assert abs(scores["ponder"].metrics["accuracy"].value - right / samples) < 1e-12
        assert log.results.completed_samples == samples and len(log.samples) == QUESTIONS
        good = [sample for sample in log.samples if sample.error is None]
        assert sum(sample.scores["ponder"].value == "C" for sample in good) == right
        assert all(sample.output.completion == sample.messages[-1].text for sample in good)
        assert read_eval_log_sample(info, id=good[0].id, epoch=1).target == "42"
        assert sum(1 for _ in read_eval_log_samples(info, all_samples_required=False)) == QUESTIONS
    assert seen == set(expected)
    return f"Inspect: {len(logs)} logs"


def check_inspect_frames(folder, expected):
    """Its tables, where pandas is there, too."""
    from inspect_ai.analysis import evals_df, samples_df
    logs = str(folder / "inspect")
    assert len(evals_df(logs)) == len(expected)
    assert len(samples_df(logs)) == QUESTIONS * len(expected)
    return "Inspect: its data frames"


def check_lm_eval(folder, expected):
    from lm_eval import utils
    seen = 0
    for model in sorted((folder / "lm_eval").iterdir()):
        files = [path.as_posix() for path in model.iterdir()]
        newest = utils.get_latest_filename(utils.get_results_filenames(files))
        results = json.loads(pathlib.Path(newest).read_text(encoding="utf-8"))
        table = utils.make_table(results)
        assert all(task in table for task in TASKS) and "exact_match" in table
        assert utils.sanitize_model_name(results["model_name"]) == model.name
        by_task = {utils.get_file_task_name(pathlib.Path(path).name): path
                   for path in utils.get_sample_results_filenames(files)}
        assert set(by_task) == set(results["configs"]) == TASKS
        arguments = results["config"]["model_args"]
        for task, path in by_task.items():
            right, samples = expected[(arguments["model"], task, arguments["method"])]
            check_samples(path, results["configs"][task], right, samples)
            assert abs(results["results"][task]["exact_match,none"] - right / samples) < 1e-12
            seen += 1
        assert utils.get_file_datetime(newest).startswith("2026-11-25T10-30-00")
    assert seen == len(expected)
    return f"lm-evaluation-harness: {seen} sample logs"


def check_samples(path, config, right, samples):
    """What its upload script takes from every line."""
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    assert len(lines) == samples
    assert config["output_type"] == "generate_until"
    for line in lines:
        assert line["arguments"]["gen_args_0"]["arg_0"] and line["target"] == "42"
        assert isinstance(line["filtered_resps"][0], str)
        assert all(metric["metric"] in line for metric in config["metric_list"])
        assert {"doc_id", "doc", "resps", "filter", "doc_hash", "prompt_hash", "target_hash"} <= set(line)
    assert sum(line["exact_match"] for line in lines) == right


def main():
    readers = os.environ.pop("PONDER_READERS", "")
    if readers:
        python = os.path.join(readers, "bin", "python")
        os.execv(python, [python, *sys.argv])
    checks = []
    if installed("inspect_ai"):
        checks.append(check_inspect)
        if installed("pandas") and installed("pyarrow"):
            checks.append(check_inspect_frames)
    if installed("lm_eval"):
        checks.append(check_lm_eval)
    if not checks:
        print("skipped: neither inspect_ai nor lm_eval is installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.argv[1], name], check=True)
        expected = accuracies(folder)
        assert len(expected) == METHODS * MODELS * len(TASKS)
        for check in checks:
            print(check(folder, expected))
    return 0


if __name__ == "__main__":
    sys.exit(main())
