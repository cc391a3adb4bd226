"""Starts the programs, and says which rows each of them has."""
import os

import install
import rivals
from ponder import Ponder
from proxy import Proxy
from rows import Row, measure, measure_all_at_once, through_ponder, through_server
from server import Server

WHO = ("plain", "its_hub", "optillm", "ponder")
ROWS = {"votes": WHO, "searches": ("its_hub", "ponder")}  # who has rows of which kind


def searches(args):
    """By name: the options that make Ponder's method what its_hub does."""
    border = f"step=tokens,step_tokens={args.step_tokens}" if args.step_tokens else (
        f"step=blank_line,step_tokens={args.max_tokens}")
    steps = f"{border},max_steps={args.max_steps},prompt=plain,selection=plain"
    return {"beam_search": f"beam_search:n={args.n},width={args.width},{steps}",
            "particle_filter": f"particle_filter:n={args.n},resampling=multinomial,ess=1,{steps}"}


class Programs:
    """Those that were started, their rows and versions, and who could not be started and why."""

    def __init__(self, args, stack, logs):
        self.args, self.stack, self.logs = args, stack, logs
        self.rows, self.versions, self.missing = [], {}, []
        self.plain = self.ponder = self.server = None
        if args.who != ["ponder"]:
            self._start_server()
        for name in args.who:
            if not any(name in ROWS[kind] for kind in args.rows):
                continue
            try:
                getattr(self, f"_start_{name}")()
            except (rivals.Error, OSError, KeyError) as error:
                self.missing.append(f"{name}: {error}")

    def _log(self, name):
        return os.path.join(self.logs, f"{name}.log")

    def _start_server(self):
        args = self.args
        slots = None if args.server_slots else args.n
        self.server = Server(args.tools, args.model, slots, args.context, args.threads, self._log("llama-server"))
        self.stack.callback(self.server.close)
        self.versions["llama-server"] = self.server.version
        self.proxy = Proxy(self.server.port)
        self.stack.callback(self.proxy.close)
        first = rivals.Plain(self.proxy.url, args)  # the first requests are slower
        first.greedy("Say hello.", 0)
        if args.n <= self.server.slots:  # more replies to one request are refused
            first.vote("Say hello.", 0)

    def _add(self, name, ask):
        self.rows.append(Row(name, through_server(self.server, self.proxy, ask)))

    def _start_plain(self):
        self.plain = rivals.Plain(self.proxy.url, self.args)
        self._add("llama-server, greedy", self.plain.greedy)
        self._add("llama-server, n and a vote", self.plain.vote)

    def _installed(self, package):
        version = install.version_of(install.python_of(self.args.venv), package)
        if version is None:
            raise rivals.Error(f"is not installed in {self.args.venv}; --setup installs it")
        self.versions[package] = version

    def _start_its_hub(self):
        self._installed("its_hub")
        hub = rivals.ItsHub(install.python_of(self.args.venv), self.proxy.url, self.args, self._log("its_hub"))
        self.stack.callback(hub.close)
        algorithms = {"votes": ("self_consistency", "beta_self_consistency", "best_of_n"),
                      "searches": tuple(searches(self.args))}
        for algorithm in (name for kind in self.args.rows for name in algorithms[kind]):
            self._add(f"its_hub {algorithm}", lambda text, _, name=algorithm: hub.ask(name, text))

    def _start_optillm(self):
        self._installed("optillm")
        optillm = rivals.Optillm(install.python_of(self.args.venv), self.proxy.url, self.args, self._log("optillm"))
        self.stack.callback(optillm.close)
        for approach in ("majority_voting", "bon"):
            self._add(f"optillm {approach}", lambda text, _, name=approach: optillm.ask(name, text))

    def _start_ponder(self):
        args = self.args
        self.ponder = Ponder(args)
        self.versions["ponder"] = self.ponder.version
        if "votes" in args.rows:
            self._add_votes()
        if "searches" in args.rows:
            self._add_searches()

    def _add_searches(self):
        for name, method in searches(self.args).items():
            ask = through_ponder(self.ponder, method, self.args.temperature, "judge")
            self.rows.append(Row(f"ponder {name}, judge", ask, beside=f"its_hub {name}"))

    def _add_votes(self):
        args = self.args
        vote = f"self_consistency:n={args.n},prompt=plain"
        self.rows += [
            Row("ponder direct, greedy", through_ponder(self.ponder, "direct", 0)),
            Row("ponder self_consistency", through_ponder(self.ponder, vote, args.temperature)),
            Row("ponder self_consistency, stop=beta",
                through_ponder(self.ponder, f"{vote},stop=beta", args.temperature)),
            Row("ponder best_of_n, judge", through_ponder(
                self.ponder, f"best_of_n:n={args.n},prompt=plain,selection=plain", args.temperature, "judge"))]

    def run(self, questions):
        if self.rows:
            measure(self.rows, questions, self.args.seed)
        if self.ponder and "votes" in self.args.rows:
            row = Row("ponder self_consistency, all at once")
            self.rows.append(row)
            method = f"self_consistency:n={self.args.n},prompt=plain"
            measure_all_at_once(row, self.ponder, questions, method)
