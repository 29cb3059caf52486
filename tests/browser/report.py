#!/usr/bin/env python3
"""Opens pages of `wirewash report` in Chromium, as a reader would.

usage: report.py [--axe axe.min.js] [--records N]

Speaks WebDriver (W3C) to chromedriver. With --axe, axe-core looks for faults of accessibility.
Ends with "N passed, N failed".
"""
import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("WIREWASH", os.path.join(ROOT, "build", "wirewash"))
WORDS = ("harbour bridge winter council timber pier ferry town river market boat school engine "
         "question answer morning library garden letter window").split()


class Browser:
    """One session of a browser."""

    def __init__(self, width=1200, height=900):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            f"--window-size={width},{height}"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options,
                                                    "goog:loggingPrefs": {"browser": "ALL"}}}}
        for _ in range(100):
            try:
                self.session = self.call("POST", "/session", wanted)["sessionId"]
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("chromedriver does not answer")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def at(self, method, path, body=None):
        return self.call(method, f"/session/{self.session}{path}", body)

    def run(self, script, *args):
        return self.at("POST", "/execute/sync", {"script": script, "args": list(args)})

    def wait(self, script, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run("return " + script)
            if value:
                return value
            time.sleep(0.05)
        return None

    def open(self, path):
        self.at("POST", "/url", {"url": "about:blank"})
        self.at("POST", "/url", {"url": "file://" + path})

    def go(self, place):
        self.run("location.hash = arguments[0]; document.querySelector('#main').replaceChildren()", place)
        return self.wait("document.querySelector('#main h1') && document.querySelector('#main').innerText")

    def index(self, name):
        """The number on the page of the one article that this finds."""
        self.go("#/articles?q=" + name)
        return self.run("return document.querySelector('#main tbody a').hash").rsplit("/", 1)[1]

    def emulate(self, features, width=None):
        if width:
            self.at("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
                "width": width, "height": 800, "deviceScaleFactor": 2, "mobile": True}})
        self.at("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {
            "features": [{"name": k, "value": v} for k, v in features.items()]}})

    def errors(self):
        log = self.at("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def close(self):
        try:
            self.at("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


def sentence(seed, count):
    words = []
    for _ in range(count):
        seed = seed * 16807 % 2147483647
        words.append(WORDS[seed % len(WORDS)])
    return " ".join(words).capitalize() + "."


def story(number):
    return "\n\n".join(sentence(number * 31 + i + 7, 14) for i in range(6))


def marked(records):
    """Records with dedup's decisions and a few edits: every third story has a copy."""
    hostile = "<img src=x onerror=\"document.title='broken'\">\u202eright to left"
    for i in range(records):
        text = story(i - 1 if i % 3 == 1 else i)
        if i % 3 == 1:
            text = text.replace("bridge", "tunnel") + "\n\nA new ending was added here."
        twin = i - 1 if i % 3 == 1 else i
        record = {"id": f"r{i}", "url": f"https://site{i % 7}.example/{i}.html", "title": f"Story {twin} {hostile if i == 0 else ''}",
                  "date": f"2026-01-{i % 28 + 1:02}T{i % 24:02}:00:00Z", "lang": "en", "text": text}
        if i % 5 == 0:
            record["_wirewash"] = {"edits": [{"stage": "boilerplate", "rule": "share.bar", "at": len(text), "len": 14,
                                              "removed": "\n\nShare this!!", "evidence": "a bar of links"}]}
        record["_dedup"] = {"id": f"r{i}", "cluster": f"r{twin}", "kept": twin == i, "of": f"r{twin}" if i % 3 == 1 else None,
                            "relation": "near" if i % 3 < 2 else "unique", "jaccard": 0.62, "containment": 0.8, "shared": 40}
        yield record


def make_page(folder, records, *options):
    path = os.path.join(folder, f"report-{records}.html")
    feed = "".join(json.dumps(record) + "\n" for record in marked(records))
    subprocess.run([PROGRAM, "report", "-o", path, *options], input=feed.encode(), check=True)
    return path


def check_pages(browser, page, check):
    browser.open(page)
    check("opens", browser.wait("document.querySelector('#main h1')?.innerText") == "What became of the archive")
    check("the overview's figures", "300 articles read = 200 kept + 100 dropped." in browser.go("#/"))
    check("a picture of the days", browser.run("return document.querySelectorAll('#main svg rect').length") >= 28)
    check("the matrix of sources", browser.run("return document.querySelectorAll('table.matrix tbody tr').length") == 7)
    check("groups of copies", "100 found, page 1 of 2" in browser.go("#/clusters"))
    check("a group", "Side by side" in browser.go("#/cluster/0"))
    check("hostile text is text", browser.run("return document.title") != "broken" and
          browser.run("return document.querySelectorAll('#main img').length") == 0)
    first, second = browser.index("https://site0.example/0.html"), browser.index("https://site1.example/1.html")
    check("controls of direction are shown", "U+202E" in browser.go(f"#/article/{first}"))
    check("an edit with its rule", "share.bar" in browser.run("return document.querySelector('#main').innerText"))
    check("what was removed is in its place", browser.run("return document.querySelector('#main del').textContent") == "\n\nShare this!!")
    text = browser.go(f"#/compare/{first}/{second}")
    check("side by side", "Words of the left text" in text and browser.run(
        "return [...document.querySelectorAll('ins')].some((e) => e.textContent.includes('new ending'))"))
    check("the same words are not marked", browser.run(
        "return [...document.querySelectorAll('del')].map((e) => e.textContent).join(' ').split(/\\s+/).length") < 40)
    check("search", "1 found" in browser.go("#/articles?q=https%3A%2F%2Fsite0.example%2F7.html"))
    check("filter by source and state", "15 found" in browser.go("#/articles?source=site1.example&state=dropped"))
    check("filter by relation", "100 found" in browser.go("#/articles?relation=unique"))
    check("search in texts", "100 found" in browser.go("#/articles?text=new+ending"))
    check("review", "Dropped with little overlap" in browser.go("#/review"))
    check("no such article", "Not on this page" in browser.go("#/article/99999"))


def press(browser, key):
    browser.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0], bubbles: true}))", key)


def check_decisions(browser, check):
    first, second = browser.index("https://site0.example/0.html"), browser.index("https://site1.example/1.html")
    browser.go(f"#/compare/{first}/{second}")
    browser.run("""window.saved = []; URL.createObjectURL = (blob) => { window.saved.push(blob); return '#saved'; };
        [...document.querySelectorAll('#main button')].find((b) => b.textContent === 'These two are not').click();
        document.getElementById('save-pins').click();""")
    pins = browser.at("POST", "/execute/async", {"script": "saved[0].text().then(arguments[0])", "args": []})
    check("a pins file", json.loads(pins) == {"a": "r0", "b": "r1", "same": False})
    browser.go(f"#/article/{first}")
    browser.run("""[...document.querySelectorAll('#main button')].find((b) => b.textContent === 'Switch the rule off').click();
        document.getElementById('save-rules').click();""")
    rules = browser.at("POST", "/execute/async", {"script": "saved[1].text().then(arguments[0])", "args": []})
    check("a rules file", rules.splitlines()[-1] == "off share.bar")


def check_keys(browser, check):
    browser.go("#/clusters")
    press(browser, "j")
    press(browser, "j")
    check("j and k move", browser.run("return [...document.querySelectorAll('tbody tr')].findIndex((r) => r.className === 'current')") == 1)
    check("the row's link has the focus", browser.run("return document.activeElement.tagName") == "A")
    press(browser, "/")
    check("/ goes to the search", browser.run("return document.activeElement.type") == "search")


def check_looks(browser, page, check):
    browser.emulate({"prefers-color-scheme": "dark"})
    browser.open(page)
    browser.wait("document.querySelector('#main h1')")
    check("dark", browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)")
    browser.emulate({"prefers-color-scheme": "light"}, width=380)
    browser.open(page)
    browser.wait("document.querySelector('#main h1')")
    for place in ("#/", "#/cluster/0", "#/compare/0/1", "#/article/0", "#/review"):
        browser.go(place)
        check(f"fits a phone: {place}", browser.run("return document.documentElement.scrollWidth") <= 380)


def check_axe(browser, page, axe, check):
    for scheme in ("light", "dark"):
        browser.emulate({"prefers-color-scheme": scheme})
        browser.open(page)
        browser.wait("document.querySelector('#main h1')")
        browser.run(axe)
        for place in ("#/", "#/clusters", "#/cluster/0", "#/compare/0/1", "#/article/0", "#/review"):
            browser.go(place)
            found = browser.at("POST", "/execute/async", {"script": """const done = arguments[0];
                axe.run().then((r) => done(r.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
                    .map((v) => v.id + ': ' + v.nodes[0].html.slice(0, 200))), (e) => done([String(e)]))""", "args": []})
            check(f"accessible, {scheme}: {place}", found == [], found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axe", help="axe.min.js of axe-core")
    parser.add_argument("--records", type=int, default=100000, help="size of the large page")
    options = parser.parse_args()
    passed, failed = 0, 0

    def check(name, fine, detail=""):
        nonlocal passed, failed
        passed += bool(fine)
        failed += not fine
        if not fine:
            print(f"FAIL  browser/{name} {detail}")

    with tempfile.TemporaryDirectory() as folder:
        browser = Browser()
        try:
            page = make_page(folder, 300)
            check_pages(browser, page, check)
            check_keys(browser, check)
            check_decisions(browser, check)
            check_looks(browser, page, check)
            if options.axe:
                with open(options.axe, encoding="utf-8") as file:
                    check_axe(browser, page, file.read(), check)
            large = make_page(folder, options.records, "--limit=20000")
            browser.open(large)
            text = browser.wait("document.querySelector('#main h1') && document.querySelector('#main').innerText") or ""
            check("a large page opens", f"{options.records:,} articles read" in text and "--limit 20000" in text)
            check("a large page finds", "found, page 1" in browser.go("#/clusters?q=story"))
            errors = [e for e in browser.errors() if "favicon" not in e]
            check("no errors in the console", errors == [], errors)
        finally:
            browser.close()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
