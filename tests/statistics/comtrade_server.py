"""A server on the loopback interface that speaks as UN Comtrade and the IMF do, with figures of no real trade, and fails as they do when told to.

    with ComtradeServer() as server:
        server.trade["KAZ", "CHN", "X", "2023"] = 14_000_000_000.0
        server.faults.append(busy(3))
        with server.fetcher() as fetcher:
            client = Comtrade(fetcher.get, base=server.base, ...)

`trade` holds figures by reporter, partner, flow (X, M, RX, RM) and period (2023, 202305); all else is no data. `faults` are answered one
after the other in place of data. What was asked stands in `requests`, as `WebServer` keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bilat.statistics.layouts import load_areas
from webserver import Handler, Reply, Route, WebServer

HOST = "statistics.example.org"
KEY = "0123456789abcdef0123456789abcdef"
JSON = "application/json; charset=utf-8"
CSV = "application/vnd.sdmx.data+csv;version=1.0.0"

Fault = Callable[[bytes], Reply | bytes]
"""What is answered instead, made of the body that would have been."""


def busy(seconds: int | None = None) -> Fault:
    """429, with Retry-After where seconds are given."""
    body = json.dumps({"statusCode": 429, "message": f"Rate limit is exceeded. Try again in {seconds or 1} seconds."}).encode()
    return lambda _: Reply(body, 429, JSON, {} if seconds is None else {"Retry-After": str(seconds)})


def broken(status: int = 500) -> Fault:
    """An error of the server's, or one of access."""
    return lambda _: Reply(json.dumps({"statusCode": status, "message": "Internal server error"}).encode(), status, JSON)


def truncated(body: bytes) -> Reply:
    """The first half of the body, as if it were all."""
    return Reply(body[: len(body) // 2], 200, JSON)


def cut_off(body: bytes) -> Reply:
    """The first half of the body, and then the connection ends."""
    return Reply(body[: len(body) // 2], 200, JSON, {"Content-Length": str(len(body)), "Connection": "close"})


def page(_: bytes) -> Reply:
    """A page of a gateway's, with the status of a success."""
    return Reply(b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>We are back soon.</p></body></html>")


def renamed(field: str, to: str) -> Fault:
    """The body with one field under another name."""
    return lambda body: Reply(body.replace(f'"{field}"'.encode(), f'"{to}"'.encode()), 200, JSON)


def saying(envelope: object) -> Fault:
    """Another JSON value."""
    return lambda _: Reply(json.dumps(envelope).encode(), 200, JSON)


class ComtradeServer(WebServer):
    """The server; `camel` writes the values' names as `cifValue` does, `second_partners` adds as many rows by second partner to each figure, `keyed_rows` is the limit with a key."""

    def __init__(self) -> None:
        super().__init__()
        self.routes = _Routes(self)
        self.trade: dict[tuple[str, str, str, str], float | None] = {}
        self.faults: list[Fault] = []
        self.camel = False
        self.second_partners = 0
        self.both_values = False
        self.keyed_rows = 250_000
        self.estimates: set[tuple[str, str, str, str]] = set()

    def fill(self) -> None:
        """Give it the trade of Kazakhstan with China of seven years, as Kazakhstan reports it."""
        for year in range(2018, 2025):
            self.trade["KAZ", "CHN", "X", str(year)] = 10e9 + year
            self.trade["KAZ", "CHN", "M", str(year)] = 8e9 + year

    @property
    def base(self) -> str:
        """The address of the interface, as Comtrade's clients take it."""
        return f"https://{HOST}"

    @property
    def imf(self) -> str:
        """The address of the interface, as the IMF's clients take it."""
        return f"https://{HOST}/external/sdmx/2.1"

    @property
    def asked(self) -> list[dict[str, str]]:
        """The parameters of each request."""
        return [{name: values[0] for name, values in parse_qs(urlsplit(one.path).query).items()} for one in self.requests]

    def answer(self, target: str) -> Reply | None:
        """Answer a request, or leave it to the routes where the path is none of the interface's."""
        parts = urlsplit(target)
        parameters = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        steps = parts.path.strip("/").split("/")
        if steps[:3] in (["public", "v1", "preview"], ["data", "v1", "get"]) and len(steps) == 6:
            keyed = steps[0] == "data"
            if keyed and parameters.get("subscription-key") != KEY:
                return Reply(json.dumps({"statusCode": 401, "message": "Access denied due to invalid subscription key."}).encode(), 401, JSON)
            reply = Reply(self._comtrade(parameters, self.keyed_rows if keyed else 500), 200, JSON)
        elif steps[:5] == ["external", "sdmx", "2.1", "data", "IMF.STA,IMTS"]:
            reply = Reply(self._imf(steps[5], parameters), 200, CSV)
        else:
            return None
        if self.faults:
            made = self.faults.pop(0)(reply.body)
            return made if isinstance(made, Reply) else reply._replace(body=made)
        return reply

    def _comtrade(self, asked: dict[str, str], limit: int) -> bytes:
        areas = load_areas()
        data: list[dict[str, Any]] = []
        partners = asked["partnercode"].split(",") if "partnercode" in asked else None
        for (by, of, flow, period), value in self.trade.items():
            reporter, partner = areas.code(by), int(of) if of.isdigit() else areas.code(of)
            wanted = str(reporter) in asked["reportercode"].split(",") and flow in asked["flowcode"].split(",") and period in asked["period"].split(",")
            if wanted and (partners is None or str(partner) in partners):
                data += [self._row(reporter, partner, flow, period, value, second) for second in (0, *range(900, 900 + self.second_partners))]
        data = data[: min(limit, int(asked.get("maxrecords", limit)))]
        return json.dumps({"elapsedTime": "0.21 secs", "count": len(data), "data": data, "error": ""}).encode()

    def _row(self, reporter: int | None, partner: int | None, flow: str, period: str, value: float | None, second: int) -> dict[str, Any]:
        imports = flow in ("M", "RM")
        cif, fob = ("cifValue", "fobValue") if self.camel else ("cifvalue", "fobvalue")
        other = None if value is None or not self.both_values else round(value * 0.95, 3)
        return {
            "typeCode": "C", "freqCode": "M" if len(period) > 4 else "A", "refPeriodId": int(f"{period:0<6}01"), "refYear": int(period[:4]), "refMonth": int(period[4:] or 52),
            "period": period, "reporterCode": reporter, "reporterISO": None, "reporterDesc": None, "flowCode": flow, "flowDesc": None,
            "partnerCode": partner, "partnerISO": None, "partnerDesc": None, "partner2Code": second, "partner2ISO": None, "partner2Desc": None,
            "classificationCode": "H6", "classificationSearchCode": "HS", "isOriginalClassification": True, "cmdCode": "TOTAL", "cmdDesc": None, "aggrLevel": None, "isLeaf": None,
            "customsCode": "C00", "customsDesc": None, "mosCode": "0", "motCode": 0, "motDesc": None, "qtyUnitCode": -1, "qtyUnitAbbr": None, "qty": 0.0, "isQtyEstimated": False,
            "altQtyUnitCode": -1, "altQtyUnitAbbr": None, "altQty": 0.0, "isAltQtyEstimated": False, "netWgt": 0.0, "isNetWgtEstimated": False, "grossWgt": 0.0, "isGrossWgtEstimated": False,
            cif: value if imports else other, fob: other if imports else value, "primaryValue": value, "legacyEstimationFlag": 0, "isReported": False, "isAggregate": True,
        }  # fmt: skip

    def _imf(self, key: str, asked: dict[str, str]) -> bytes:
        by, indicators, of, frequency = key.split(".")
        lines = ["DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE,DERIVATION_TYPE,STATUS,LICENSE"]
        lines.append('IMF.STA:IMTS(1.0.0),,,,,,,,,,"Terms of use, as the IMF words them"')
        for (reporter, partner, flow, period), value in self.trade.items():
            indicator = {"X": "XG_FOB_USD", "M": "MG_CIF_USD"}.get(flow, "TBG_USD")
            code = {"WLD": "G001", "XKX": "KOS"}.get(partner, partner)
            dashed = f"{period[:4]}-{period[4:]}" if len(period) > 4 else period
            inside = asked["startperiod"] <= dashed <= asked["endperiod"] and (len(period) > 4) == (frequency == "M")
            if reporter == by and indicator in indicators.split("+") and (not of or code in of.split("+")) and inside:
                when = f"{period[:4]}-M{period[4:]}" if len(period) > 4 else period
                mark = "E" if (reporter, partner, flow, period) in self.estimates else ""
                lines.append(f'IMF.STA:IMTS(1.0.0),{by},{indicator},{code},{frequency},{when},{"" if value is None else value},6,M,{mark},"Terms of use, as the IMF words them"')
        return ("\n".join(lines) + "\n").encode()


class _Routes(dict[str, Route]):
    """Routes by path, before which the interface is asked."""

    def __init__(self, server: ComtradeServer) -> None:
        super().__init__()
        self._server = server

    def get(self, target: str, default: Any = None) -> Any:
        found = super().get(target, None)
        if found is not None:
            return found
        if target.startswith(HOST):

            def route(_: Handler) -> Reply:
                reply = self._server.answer(target.removeprefix(HOST))
                return Reply(b"not here", status=404) if reply is None else reply

            return route
        return default
