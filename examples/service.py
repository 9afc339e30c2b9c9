"""A planning service: post an instance, follow the job, stop it, fetch the plan.

    python examples/service.py --port 8421

    POST   /plans            an instance as JSON; answers with the job
    GET    /plans/ID         how far the job is
    DELETE /plans/ID         stop it; the best plan found by then is kept
    GET    /plans/ID/plan    the plan

It needs the standard library alone and listens to this machine alone. It knows no users: put it behind something that
does before others may reach it. SIGTERM or Ctrl-C stops all jobs and ends it.
"""

import argparse
import json
import signal
import sys
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import coeplan

LARGEST_BODY = 10_000_000
"""Bytes of an instance."""

MOST_JOBS = 100
"""Jobs that are remembered; the oldest that have ended make room for new ones."""

SECONDS_TO_SEND = 30
"""After so long a client that has not sent what it promised is left."""

FROM_CATALOGUE = "catalogue:"


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: HTTPStatus, kind: str, message: str, faults: tuple[coeplan.Fault, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        told = [fault.model_dump(mode="json") | {"text": str(fault)} for fault in faults]
        self.answer = {"error": {"kind": kind, "message": message, "faults": told}}


@dataclass
class Job:
    """An instance that is being planned."""

    instance: coeplan.Instance
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: coeplan.CancelToken = field(default_factory=coeplan.CancelToken)
    state: str = "waiting"
    progress: coeplan.Progress | None = None
    solution: coeplan.Solution | None = None
    failure: str | None = None

    def run(self, options: coeplan.SolveOptions) -> None:
        """Solve; what coeplan raises on purpose becomes the job's failure."""
        self.state = "running"
        try:
            self.solution = coeplan.solve(self.instance, options, self.follow, self.token)
        except coeplan.CoeplanError as error:
            self.failure = str(error)
        finally:
            # Whatever else came is on standard error; the job must not look as if it ran for ever.
            self.state = "failed" if self.solution is None else "done"

    def follow(self, progress: coeplan.Progress) -> None:
        """Remember how far the solve is."""
        self.progress = progress

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed")

    def values(self) -> dict[str, object]:
        """Return the job as plain values."""
        told: dict[str, object] = {"id": self.id, "instance": self.instance.name, "state": self.state}
        told |= {"progress": None if self.progress is None else asdict(self.progress), "failure": self.failure}
        if self.solution is not None:
            names = ("termination", "message", "value", "bound", "gap", "seconds")
            told |= {name: getattr(self.solution, name) for name in names}
            told["has_plan"] = self.solution.plan is not None
        return told


class Jobs:
    """All jobs, which are solved one after the other."""

    def __init__(self, options: coeplan.SolveOptions) -> None:
        self._options = options
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1)

    def add(self, instance: coeplan.Instance) -> Job:
        """Put a new job at the end of the line."""
        job = Job(instance)
        with self._lock:
            if len(self._jobs) >= MOST_JOBS:
                self._forget_one()
            self._jobs[job.id] = job
            self._worker.submit(job.run, self._options).add_done_callback(lambda future: future.result())
        return job

    def _forget_one(self) -> None:
        oldest = next((job.id for job in self._jobs.values() if job.ended), None)
        if oldest is None:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", f"{MOST_JOBS} jobs are waiting: try again later")
        del self._jobs[oldest]

    def of(self, job_id: str) -> Job:
        """Return a job by its identifier."""
        job = self._jobs.get(job_id)
        if job is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown_job", f"there is no job {job_id!r}")
        return job

    def close(self) -> None:
        """Stop all jobs and wait until they have ended."""
        for job in list(self._jobs.values()):
            job.token.cancel()
        self._worker.shutdown()


def checked_instance(body: bytes) -> coeplan.Instance:
    """Return the instance of a request."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "json", f"the body is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "json", "the body is no JSON object; expected an instance")
    stated = cast("dict[str, Any]", document)
    try:
        refuse_files(stated)
        return coeplan.load(stated)
    except coeplan.InputError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "input", str(error), error.faults) from error


def refuse_files(document: Mapping[str, Any]) -> None:
    """Refuse an instance that names files: whoever posts it must not read those of this machine."""
    extended = document.get("extends", [])
    bases = extended if isinstance(extended, list) else [extended]
    named = [("extends", each) for each in bases if not str(each).startswith(FROM_CATALOGUE)]
    if document.get("reference_plans"):
        named.append(("reference_plans", document["reference_plans"]))
    if named:
        raise coeplan.InputError([names_a_file(key, value) for key, value in named])


def names_a_file(key: str, value: object) -> coeplan.Fault:
    """Return the fault of a key that names a file."""
    return coeplan.Fault(
        code="names_a_file",
        path=(key,),
        message=f"{str(value)[:60]!r} names a file of this machine",
        value=str(value)[:60],
        expected=f"an instance that is complete in itself; it may extend {FROM_CATALOGUE}NAME",
    )


class Handler(BaseHTTPRequestHandler):
    """Answers requests; a new one is made for each."""

    jobs: Jobs
    timeout = SECONDS_TO_SEND
    # What the library itself refuses, such as an unknown method, has the form of all other errors.
    error_content_type = "application/json"
    error_message_format = '{"error": {"kind": "http", "message": "%(code)d: no such request", "faults": []}}'

    def do_POST(self) -> None:
        """Take an instance."""
        self._answer(self._post)

    def do_GET(self) -> None:
        """Tell of a job, or hand over its plan."""
        self._answer(self._get)

    def do_DELETE(self) -> None:
        """Stop a job."""
        self._answer(self._delete)

    def _post(self) -> tuple[HTTPStatus, object]:
        body = self._body()
        if self.path != "/plans":
            raise self._unknown()
        # A page of another site may not send this type without asking first, which nobody here answers.
        if self.headers.get_content_type() != "application/json":
            told = f"the body is {self.headers.get_content_type()}; expected application/json"
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type", told)
        return HTTPStatus.ACCEPTED, self.jobs.add(checked_instance(body)).values()

    def _get(self) -> tuple[HTTPStatus, object]:
        job, rest = self._job()
        if not rest:
            return HTTPStatus.OK, job.values()
        if rest != ["plan"]:
            raise self._unknown()
        if job.solution is None or job.solution.plan is None:
            told = job.failure or (job.solution.message if job.solution else f"the job is {job.state}")
            raise RefusedError(HTTPStatus.CONFLICT, "no_plan", f"there is no plan: {told}")
        return HTTPStatus.OK, job.solution.plan.model_dump(mode="json")

    def _delete(self) -> tuple[HTTPStatus, object]:
        job, rest = self._job()
        if rest:
            raise self._unknown()
        job.token.cancel()
        return HTTPStatus.ACCEPTED, job.values()

    def _job(self) -> tuple[Job, list[str]]:
        """Return the job that the address names, and what stands behind it."""
        _, first, *rest = self.path.split("/")
        if first != "plans" or not rest:
            raise self._unknown()
        return self.jobs.of(rest[0]), rest[1:]

    def _unknown(self) -> RefusedError:
        return RefusedError(HTTPStatus.NOT_FOUND, "unknown_address", f"there is nothing at {self.path!r}")

    def _body(self) -> bytes:
        """Return what was sent; an answer before all of it is read could be lost."""
        stated = self.headers.get("Content-Length", "")
        if not stated.isdecimal():
            raise RefusedError(HTTPStatus.LENGTH_REQUIRED, "length", "Content-Length is missing")
        if len(stated) > len(str(LARGEST_BODY)) or int(stated) > LARGEST_BODY:
            told = f"the body has {stated} bytes; at most {LARGEST_BODY} are taken"
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "length", told)
        return self.rfile.read(int(stated))

    def _answer(self, work: Any) -> None:
        try:
            status, answer = work()
        except RefusedError as error:
            status, answer = error.status, error.answer
        content = json.dumps(answer, allow_nan=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(description="Plan what is posted.")
    parser.add_argument("--port", type=int, default=8421, help="0 for any that is free")
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--time-limit", type=float, default=300.0, metavar="SECONDS")
    asked = parser.parse_args()
    ends = threading.Event()

    def end(number: int, frame: object) -> None:
        ends.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    Handler.jobs = Jobs(coeplan.SolveOptions(gap=asked.gap, time_limit=asked.time_limit))
    with ThreadingHTTPServer(("127.0.0.1", asked.port), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        ends.wait()
        Handler.jobs.close()
        server.shutdown()
    print("All jobs have ended.", file=sys.stderr)


if __name__ == "__main__":
    main()
