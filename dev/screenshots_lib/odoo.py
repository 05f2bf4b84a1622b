"""The demo company's Odoo, as the administrator uses it."""

import re

import requests

from .browser import wait_for

PATIENCE = 120


class Odoo:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()
        wait_for(self._is_up, "Odoo", patience=PATIENCE)
        self._log_in()

    def _is_up(self):
        try:
            return requests.get(f"{self.url}/web/health", timeout=PATIENCE).ok
        except requests.RequestException:
            return False

    def _log_in(self):
        page = self.session.get(f"{self.url}/web/login", timeout=PATIENCE).text
        token = re.search(r'csrf_token: "(\w+)"', page)[1]
        self.session.post(
            f"{self.url}/web/login",
            data={"login": "admin", "password": "admin", "csrf_token": token},
            timeout=PATIENCE,
        )

    @property
    def cookie(self):
        return self.session.cookies["session_id"]

    def call(self, model, method, *args, **kwargs):
        answer = self.session.post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
            timeout=PATIENCE,
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def find(self, model, *domain, order="id desc"):
        """The id of the last record of ``domain``.

        :raise LookupError: there is none
        """
        found = self.call(model, "search", [*domain], order=order, limit=1)
        if not found:
            raise LookupError(f"{model}: nothing for {domain}")
        return found[0]

    def read(self, model, record, field):
        return self.call(model, "read", [record], [field])[0][field]

    def speak(self, lang):
        uid = self.find("res.users", ("login", "=", "admin"))
        self.call("res.users", "write", [uid], {"lang": lang})

    def file(self, attachment):
        return self.session.get(
            f"{self.url}/web/content/{attachment}", timeout=PATIENCE
        ).content
