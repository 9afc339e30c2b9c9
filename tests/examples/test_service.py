"""The planning service of the examples, as a process, asked over HTTP."""

import http.client
import json
import runpy
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from tests.examples.conftest import EXAMPLES, SECONDS, TINY

import coeplan

JSON = {"Content-Type": "application/json"}


class Service:
    """A running service and what asks it."""

    def __init__(self, folder):
        command = [sys.executable, str(EXAMPLES / "service.py"), "--port", "0", "--gap", "0"]
        # Each request is a line of its log: more than a pipe holds that nobody reads.
        self.log = folder / "log.txt"
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
        self.address = urlsplit(self.process.stdout.readline().strip())

    def ask(self, method, path, body=None, headers=JSON):
        """Return the status and the answer of a request."""
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=SECONDS)
        sent = json.dumps(body).encode() if isinstance(body, dict) else body
        connection.request(method, path, sent, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer

    def post(self, body):
        """Post an instance; return the address of its job."""
        status, job = self.ask("POST", "/plans", body)
        assert status == 202, job
        return f"/plans/{job['id']}"

    def wait(self, job, *states):
        """Return the job as soon as it is in one of the states."""
        ends = time.monotonic() + SECONDS
        while True:
            status, told = self.ask("GET", job)
            assert status == 200
            if told["state"] in states:
                return told
            assert time.monotonic() < ends, told
            time.sleep(0.05)

    def end(self):
        """Ask the service to end; return what it said meanwhile."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=SECONDS)
        self.process.stdout.close()
        said = self.log.read_text(encoding="utf-8")
        assert self.process.returncode == 0, said
        return said


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """One service for all tests: each job has its own place."""
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    said = running.end()
    assert said.endswith("All jobs have ended.\n")
    assert "Traceback" not in said


def test_an_instance_becomes_a_plan(service):
    assert service.address.hostname == "127.0.0.1"
    job = service.post(TINY)
    told = service.wait(job, "done", "failed")
    assert (told["state"], told["termination"], told["has_plan"]) == ("done", "optimal", True)
    assert told["value"] == pytest.approx(248000)
    assert told["progress"]["seconds"] > 0
    status, answer = service.ask("GET", f"{job}/plan")
    plan = coeplan.Plan.model_validate_json(json.dumps(answer))
    assert status == 200
    assert coeplan.audit_plan(coeplan.load(TINY), plan).passed


def test_an_instance_without_a_plan_is_an_answer_and_no_failure(service):
    job = service.post(TINY | {"policies": {"nobody": {"kind": "heads", "location": "AUS", "at_least": 10}}})
    told = service.wait(job, "done", "failed")
    assert (told["state"], told["termination"], told["has_plan"]) == ("done", "infeasible", False)
    status, answer = service.ask("GET", f"{job}/plan")
    assert (status, answer["error"]["kind"]) == (409, "no_plan")
    assert "proved" in answer["error"]["message"]


def test_a_job_is_stopped_and_the_next_one_goes_on(service):
    # Far more than can be solved to the end: it is stopped while it waits or runs.
    long = coeplan.load("three-hundred-seats").model_dump(mode="json", by_alias=True)
    job, following = service.post(long), service.post(TINY)
    assert service.ask("GET", f"{job}/plan")[1]["error"]["kind"] == "no_plan"
    service.wait(job, "running")
    assert service.ask("DELETE", job)[0] == 202
    told = service.wait(job, "done", "failed")
    assert (told["state"], told["termination"]) == ("done", "interrupted")
    assert service.wait(following, "done", "failed")["has_plan"] is True


def test_all_faults_are_told(service):
    status, answer = service.ask("POST", "/plans", TINY | {"headquarters": "NOWHERE", "discount_rat": 0.1})
    assert (status, answer["error"]["kind"]) == (422, "input")
    assert {tuple(fault["path"]) for fault in answer["error"]["faults"]} == {("headquarters",), ("discount_rat",)}
    assert all(fault["text"] in answer["error"]["message"] for fault in answer["error"]["faults"])


@pytest.mark.parametrize(
    "named",
    [
        {"extends": "secret.yaml"},
        {"extends": ["catalogue:captive", "/etc/passwd"]},
        {"extends": {"a": 1}},
        {"reference_plans": {"before": "plan.json"}},
        {"reference_plans": 5},
    ],
)
def test_no_file_of_the_machine_is_read(service, named):
    status, answer = service.ask("POST", "/plans", TINY | named)
    assert status == 422
    assert [fault["code"] for fault in answer["error"]["faults"]] == ["names_a_file"]


def test_the_catalogue_may_be_extended(service):
    job = service.post(TINY | {"extends": ["catalogue:captive"]})
    service.ask("DELETE", job)
    assert service.wait(job, "done", "failed")["state"] == "done"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "kind"),
    [
        ("POST", "/plans", b"{", JSON, 400, "json"),
        ("POST", "/plans", b"[" * 100_000, JSON, 400, "json"),
        ("POST", "/plans", b"[]", JSON, 400, "json"),
        ("POST", "/plans", b"{}", {"Content-Type": "text/plain"}, 415, "content_type"),
        ("POST", "/plans", None, JSON | {"Content-Length": "many"}, 411, "length"),
        ("POST", "/plans", None, JSON | {"Content-Length": "99999999"}, 413, "length"),
        ("POST", "/plans", None, JSON | {"Content-Length": "9" * 5000}, 413, "length"),
        ("PUT", "/plans", None, JSON, 501, "http"),
        ("POST", "/plans/1", b"{}", JSON, 404, "unknown_address"),
        ("GET", "/plans/1", None, {}, 404, "unknown_job"),
        ("GET", "/plans", None, {}, 404, "unknown_address"),
        ("GET", "/elsewhere/1", None, {}, 404, "unknown_address"),
        ("DELETE", "/plans/1", None, {}, 404, "unknown_job"),
    ],
)
def test_what_cannot_be_answered_is_refused_as_json(service, method, path, body, headers, status, kind):
    found, answer = service.ask(method, path, body, headers)
    assert (found, answer["error"]["kind"]) == (status, kind)
    assert answer["error"]["message"]
    assert answer["error"]["faults"] == []


def test_old_jobs_make_room(monkeypatch):
    program = runpy.run_path(str(EXAMPLES / "service.py"))
    names = program["Jobs"].add.__globals__
    monkeypatch.setitem(names, "MOST_JOBS", 2)
    jobs = program["Jobs"](coeplan.SolveOptions(gap=0.0, keeping=False))
    instance = coeplan.load(TINY)
    monkeypatch.setattr(program["Job"], "run", lambda job, options: None)
    first, second = jobs.add(instance), jobs.add(instance)
    with pytest.raises(program["RefusedError"], match="try again later") as caught:
        jobs.add(instance)
    assert caught.value.status == 503
    second.state = "done"
    third = jobs.add(instance)
    assert [jobs.of(each.id) for each in (first, third)] == [first, third]
    with pytest.raises(program["RefusedError"], match="no job"):
        jobs.of(second.id)
    jobs.close()
    assert first.token.cancelled
