"""Who an address or a name belongs to: lookups and their traps, a list of one's own, and the built-in list itself."""

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bilat.errors import PublisherError
from bilat.sources.publishers import KINDS, STATE_KINDS, Publisher, Publishers, _government, built_in_publishers, check_publishers, host_of, load_publishers


@pytest.fixture(autouse=True)
def _nobodys_own_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BILAT_PUBLISHERS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


FOUND = [
    ("https://www.inform.kz/en/some-talks_a1", "Kazinform", "KAZ", "state_agency"),
    ("https://en.inform.kz/news", "Kazinform", "KAZ", "state_agency"),
    ("https://kazinform.kz", "Kazinform", "KAZ", "state_agency"),
    ("HTTPS://WWW.MID.RU/en/foreign_policy/", "Ministry of Foreign Affairs of the Russian Federation", "RUS", "ministry"),
    ("http://en.kremlin.ru/events/president/news/1", "President of Russia", "RUS", "presidency"),
    ("https://mfa.gov.tr:8443/a.en.mfa", "Ministry of Foreign Affairs of the Republic of Türkiye", "TUR", "ministry"),
    ("https://mfa.gov.tr./a.en.mfa", "Ministry of Foreign Affairs of the Republic of Türkiye", "TUR", "ministry"),
    ("https://reader:secret@mfa.gov.tr/a", "Ministry of Foreign Affairs of the Republic of Türkiye", "TUR", "ministry"),
    ("https://ｍｆａ。gov。tr/a", "Ministry of Foreign Affairs of the Republic of Türkiye", "TUR", "ministry"),
    # an embassy at its ministry's domain speaks for the ministry's country, not for its host's
    ("https://ambastana.esteri.it/en/news", "Ministry of Foreign Affairs and International Cooperation of Italy", "ITA", "ministry"),
    ("https://kz.usembassy.gov/statement/", "Diplomatic missions of the United States", "USA", "embassy"),
    # the longest domain goes first
    ("https://eda.admin.ch/eda/en/home", "Federal Department of Foreign Affairs of Switzerland", "CHE", "ministry"),
    ("https://www.consilium.europa.eu/en/press/", "Council of the European Union", None, "organisation"),
    ("https://feeds.bbci.co.uk/news/world/rss.xml", "BBC", "GBR", "private"),
    # whole governments' domains stand for their own host only
    ("https://www.gov.uk/government/news/talks", "Government of the United Kingdom", "GBR", "government"),
    ("https://gov.uk/", "Government of the United Kingdom", "GBR", "government"),
    ("https://museum.gov.uk/", "museum.gov.uk", "GBR", "government"),
    # government domains that no publisher is listed for
    ("https://www.akimat.gov.kz/a", "akimat.gov.kz", "KAZ", "government"),
    ("https://mfa.gov.vc/a", "mfa.gov.vc", "VCT", "ministry"),
    ("https://embassy.mfa.gov.vc/a", "embassy.mfa.gov.vc", "VCT", "ministry"),
    ("https://news.president.gov.tl/a", "news.president.gov.tl", "TLS", "presidency"),
    ("https://senate.gob.do/a", "senate.gob.do", "DOM", "parliament"),
    ("https://embassies.gov.ag/", "embassies.gov.ag", "ATG", "embassy"),
    ("https://treasury.gov/", "treasury.gov", "USA", "government"),
    ("https://navy.mil/", "navy.mil", "USA", "government"),
]


@pytest.mark.parametrize(("url", "name", "country", "kind"), FOUND, ids=[f[0] for f in FOUND])
def test_an_address_belongs_to_a_publisher(url: str, name: str, country: str | None, kind: str) -> None:
    found = load_publishers().of_url(url)
    assert found is not None
    assert (found.name, found.country, found.kind) == (name, country, kind)


NOBODY = [
    "https://gov.kz.evil.com/mfa",
    "https://notgov.kz/",
    "https://xinform.kz/",
    "https://inform.kz.example/",
    "https://mfa.gov.kz@evil.com/",
    "https://mfa.gov.kz:443@evil.com/",
    "https://evil.com/https://mfa.gov.kz/",
    "https://evil.com?mfa.gov.kz",
    "https://evil.com#@mfa.gov.kz",
    "https://evil.com\\@mfa.gov.kz/",
    "https://evil.com\\.mfa.gov.kz/",
    "https://mfa.gov%2Ekz/",
    "https://mfa..gov.kz/",
    "https://.gov.kz/",
    "https://mfa.gov.kz../",
    "https://mfa-gov.kz/",
    "https://-mfa.gov.kz/",
    "https://іnform.kz/",  # the first letter is Cyrillic
    "https://kz/",
    "https://[::1]/",
    "https://[mfa.gov.kz/",
    "https://192.0.2.7/",
    "ftp://mfa.gov.kz/",
    "javascript://mfa.gov.kz/%0aalert(1)",
    "//mfa.gov.kz/",
    "mfa.gov.kz",
    "https:mfa.gov.kz",
    "https:///mfa.gov.kz",
    "https://",
    "",
    "https://" + "a." * 200 + "gov.kz/",
]


@pytest.mark.parametrize("url", NOBODY)
def test_what_only_looks_like_a_publisher_belongs_to_nobody(url: str) -> None:
    assert load_publishers().of_url(url) is None


def test_international_domain_names_are_found_in_either_spelling(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[publisher]]\nname = "Steppe Wire"\ndomains = ["Новости-Степи.KZ", "www.Steppe.example"]\ncountry = "KAZ"\nkind = "private"\n', "utf-8")
    publishers = load_publishers(own)
    punycode = "новости-степи.kz".encode("idna").decode()
    addresses = ["https://новости-степи.kz/a", "https://НОВОСТИ-СТЕПИ.kz/a", f"https://www.{punycode}/a", "https://steppe.example/a"]
    assert [found.name for url in addresses if (found := publishers.of_url(url))] == ["Steppe Wire"] * 4


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("KAZINFORM", "Kazinform"),
        ("kazinform", "Kazinform"),
        (" Xinhua ", "Xinhua News Agency"),
        ("TASS", "TASS"),
        ("uza", "National News Agency of Uzbekistan"),
        ("Yonhap", "Yonhap News Agency"),
        ("AFP", "Agence France-Presse"),
        ("A.F.P.", "Agence France-Presse"),
        ("agence france presse", "Agence France-Presse"),
        ("Reuters", "Reuters"),
        ("AZERTAC", "Azerbaijan State News Agency"),
        ("Ministry of Foreign Affairs of the Republic of Turkiye", "Ministry of Foreign Affairs of the Republic of Türkiye"),
        ("U.S. Department of State", "United States Department of State"),
        ("Foreign, Commonwealth & Development Office", "Government of the United Kingdom"),
        ("foreign commonwealth and development office", "Government of the United Kingdom"),
        # exact otherwise
        ("Kazinform said", None),
        ("Reut", None),
        ("News Agency", None),
        ("", None),
        ("...", None),
    ],
)
def test_a_name_belongs_to_a_publisher(name: str, found: str | None) -> None:
    publisher = load_publishers().of_name(name)
    assert (publisher.name if publisher else None) == found


def test_a_name_that_two_share_finds_neither() -> None:
    one = Publisher(name="Amber Agency", domains=("amber.example",), country="LVA", kind="private", aliases=("AA",))
    two = Publisher(name="Azure Agency", domains=("azure.example",), country="LTU", kind="private", aliases=("A.A.",))
    three = Publisher(name="Aqua Agency", domains=("aqua.example",), country="EST", kind="private", aliases=("aa", "Aqua"))
    publishers = Publishers([one, two, three])
    assert publishers.of_name("AA") is None
    assert publishers.of_name("Aqua") == three
    assert publishers.of_name("azure agency") == two


@pytest.mark.parametrize("kind", KINDS)
def test_a_side_is_a_state_s(kind: str) -> None:
    publisher = Publisher(name="X", domains=("x.example",), country="KAZ", kind=kind)  # type: ignore[arg-type]
    assert publisher.side == (None if kind in ("private", "organisation") else "KAZ")


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("AFP", None), ("Kyodo News", None), ("BBC", None), ("Reuters", None), ("AP", None), ("United Nations", None),
        ("TASS", "RUS"), ("Xinhua", "CHN"), ("KCNA", "PRK"), ("IRNA", "IRN"), ("SANA", "SYR"), ("Anadolu", "TUR"), ("AZERTAC", "AZE"), ("BelTA", "BLR"), ("Yonhap", "KOR"),
    ],
)  # fmt: skip
def test_whose_side_well_known_publishers_are_on(name: str, side: str | None) -> None:
    publisher = load_publishers().of_name(name)
    assert publisher is not None and publisher.side == side


OWN = """
[[publisher]]
name = "Our Kazinform"
domains = ["inform.kz"]
country = "KAZ"
kind = "private"

[[publisher]]
name = "Harbour Council"
domains = ["harbour.example", "news.harbour.example"]
country = ""
kind = "organisation"
languages = ["en", "pt-BR", "zh-Hant"]
time_zone = "Asia/Almaty"
aliases = ["HC"]
feeds = ["https://news.harbour.example/rss.xml"]
"""


def test_a_list_of_one_s_own_goes_before_thebuilt_in_publishers(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    publishers = load_publishers(str(own))
    found = publishers.of_url("https://www.inform.kz/en/a")
    assert found is not None and (found.name, found.side) == ("Our Kazinform", None)
    # the whole built-in entry gives way: nobody is listed twice
    assert publishers.of_name("Kazinform") is None and publishers.of_url("https://kazinform.kz/") is None
    council = publishers.of_name("hc")
    assert council == Publisher(
        name="Harbour Council",
        domains=("harbour.example", "news.harbour.example"),
        country=None,
        kind="organisation",
        languages=("en", "pt-BR", "zh-Hant"),
        time_zone="Asia/Almaty",
        aliases=("HC",),
        feeds=("https://news.harbour.example/rss.xml",),
    )
    assert len(list(publishers)) == len(list(load_publishers())) + 1
    assert check_publishers(publishers) == []


def test_where_the_list_of_one_s_own_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(path: Path, name: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'[[publisher]]\nname = "{name}"\ndomains = ["own.example"]\ncountry = "KAZ"\nkind = "private"\n')
        return path

    def found(extra: Path | None = None) -> str | None:
        publisher = load_publishers(extra).of_url("https://own.example/")
        return publisher.name if publisher else None

    assert found() is None
    write(tmp_path / "home" / ".config" / "bilat" / "publishers.toml", "home")
    write(tmp_path / "config" / "bilat" / "publishers.toml", "config")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert found() == "config"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert found() == "home"
    monkeypatch.setenv("BILAT_PUBLISHERS", str(write(tmp_path / "named.toml", "named")))
    assert found() == "named"
    assert found(write(tmp_path / "given.toml", "given")) == "given"
    monkeypatch.setenv("BILAT_PUBLISHERS", str(tmp_path / "missing.toml"))
    with pytest.raises(PublisherError, match=r"missing\.toml: there is no such file; .*BILAT_PUBLISHERS"):
        load_publishers()


GOOD = {"name": '"X"', "domains": '["x.example"]', "country": '"KAZ"', "kind": '"private"'}


def toml(**changes: str | None) -> str:
    return "[[publisher]]\n" + "".join(f"{key} = {value}\n" for key, value in (GOOD | changes).items() if value is not None)


BAD = [
    ("[[publisher]", "", "this is no TOML"),
    ("[publisher]\nname = 1", "publisher", r"expected tables; head each with \[\[publisher\]\]"),
    ("publisher = 3", "publisher", "expected tables"),
    ("[[publishers]]\n", "publishers", "there is no such key; did you mean 'publisher'?"),
    (toml(nme='"Y"'), "publisher[0].nme", "there is no such key; did you mean 'name'?"),
    (toml(zzz='"Y"'), "publisher[0].zzz", "there is no such key; the keys are name, domains,"),
    (toml(name=None), "publisher[0].name", "missing"),
    (toml(country=None), "publisher[0].country", 'missing; .*give "" for what belongs to no country'),
    (toml(name='" "'), "publisher[0].name", "there is no name"),
    (toml(name="3"), "publisher[0].name", "expected text in quotes, got 3"),
    (toml() * 3 + toml(domains='["y.example"]', country='"KZ"'), "publisher[1].domains[0]", r"'x\.example' is publisher\[0\]'s already"),
    (toml() + toml(domains='["y.example"]', country='"KZ"'), "publisher[1].country", "'KZ' is no ISO 3166-1 alpha-3 code"),
    (toml(country='"kaz"'), "publisher[0].country", "'kaz' is no ISO 3166-1 alpha-3 code"),
    (toml(country='""', kind='"state_agency"'), "publisher[0].country", "of kind 'state_agency' belongs to a country"),
    (toml(kind='"ministery"'), "publisher[0].kind", "'ministery' is no kind; did you mean 'ministry'?"),
    (toml(kind='"tabloid"'), "publisher[0].kind", "'tabloid' is no kind; the kinds are ministry,"),
    (toml(domains="[]"), "publisher[0].domains", "there is none"),
    (toml(domains='"x.example"'), "publisher[0].domains", "expected a list"),
    (toml(domains='["x.example", 4]'), "publisher[0].domains[1]", "expected text in quotes, got 4"),
    (toml(domains='["https://x.example/"]'), "publisher[0].domains[0]", "is no domain; give the bare host name"),
    (toml(domains='["x.example/en"]'), "publisher[0].domains[0]", "is no domain"),
    (toml(domains='["x.example", "x example"]'), "publisher[0].domains[1]", "is no domain"),
    (toml(domains='["example"]'), "publisher[0].domains[0]", "is no domain"),
    (toml(domains='["x..example"]'), "publisher[0].domains[0]", "is no domain"),
    (toml(languages='["en", "English"]'), "publisher[0].languages[1]", "'English' is no BCP 47 tag"),
    (toml(languages='["en_GB"]'), "publisher[0].languages[0]", "'en_GB' is no BCP 47 tag"),
    (toml(time_zone='"Asia/Atlantis"'), "publisher[0].time_zone", "'Asia/Atlantis' is no IANA time zone"),
    (toml(time_zone='"../../etc/passwd"'), "publisher[0].time_zone", "is no IANA time zone"),
    (toml(aliases='["X1", ""]'), "publisher[0].aliases[1]", "there is no name"),
    (toml(feeds='["x.example/rss"]'), "publisher[0].feeds[0]", "is no feed's address"),
    (toml(feeds='["file:///etc/passwd"]'), "publisher[0].feeds[0]", "is no feed's address"),
    (toml(feeds='["https://x.example/a b"]'), "publisher[0].feeds[0]", "is no feed's address"),
]


@pytest.mark.parametrize(("text", "place", "message"), BAD, ids=[f"{n}-{b[1]}" for n, b in enumerate(BAD)])
def test_what_is_wrong_in_a_list_of_one_s_own_is_named_with_its_place(text: str, place: str, message: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(PublisherError, match=message) as caught:
        load_publishers(own)
    assert str(caught.value).startswith(f"{own}: {place}: " if place else f"{own}: ")


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublisherError, match="no such file"):
        load_publishers(tmp_path / "none.toml")
    with pytest.raises(PublisherError, match="cannot be opened"):
        load_publishers(tmp_path)
    (tmp_path / "latin.toml").write_bytes('[[publisher]]\nname = "Élan"'.encode("latin-1"))
    with pytest.raises(PublisherError, match=r"latin\.toml: not in UTF-8 \(byte 0xc9 at 22\)"):
        load_publishers(tmp_path / "latin.toml")


def test_an_empty_list_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("# nothing yet\n")
    assert list(load_publishers(tmp_path / "own.toml")) == list(load_publishers())


def test_problems_among_publishers_are_found() -> None:
    good = Publisher(name="Amber", domains=("amber.example",), country="LVA", kind="private", aliases=("AMB",), feeds=("https://amber.example/rss",))
    assert check_publishers([good]) == []
    bad = [
        Publisher(name="Second", domains=("amber.example",), country="LVA", kind="private"),
        Publisher(name="Third", domains=("third.example",), country="LVA", kind="private", aliases=("amb",)),
        Publisher(name="Fourth", domains=("fourth.example",), country="LVA", kind="private", feeds=("https://feeds.elsewhere.example/rss",)),
        Publisher(name="Fifth", domains=("fifth.example",), country="LVA", kind="private", feeds=("gopher://fifth.example/rss",)),
        Publisher(name="Sixth", domains=("sixth.example",), country=None, kind="ministry"),
        Publisher(name="Seventh", domains=("WWW.Seventh.example",), country="LV", kind="private", time_zone="Riga"),
    ]
    problems = check_publishers([good, *bad])
    assert [problem.split(":")[:2] for problem in problems] == [
        ["Second", " domains"], ["Third", " aliases"], ["Fourth", " feeds"], ["Fifth", " feeds[0]"], ["Sixth", " country"],
        ["Seventh", " country"], ["Seventh", " domains[0]"], ["Seventh", " time_zone"],
    ]  # fmt: skip
    assert "Amber" in problems[0] and "Amber" in problems[1] and "feeds.elsewhere.example" in problems[2]


def test_the_built_in_list_has_no_problems() -> None:
    assert check_publishers(load_publishers()) == []


def test_the_built_in_list_covers_the_world() -> None:
    publishers = list(load_publishers())
    assert len(publishers) >= 220
    assert len({publisher.country for publisher in publishers} - {None}) >= 110
    assert sum(bool(publisher.feeds) for publisher in publishers) >= 60
    agencies = [publisher for publisher in publishers if publisher.kind == "state_agency"]
    assert len(agencies) >= 60
    first = [publisher for publisher in publishers[:80] if publisher.kind == "ministry"]
    assert len(first) == 80 and all(any(word in publisher.name for word in ("Foreign", "External", "International Relations", "State")) for publisher in first)
    assert len({publisher.country for publisher in first}) == 80


def test_every_built_in_publisher_is_whole_and_found_by_all_its_names_and_domains() -> None:
    publishers = load_publishers()
    for publisher in publishers:
        assert publisher.languages and publisher.time_zone, publisher.name
        assert "en" not in publisher.languages[1:], publisher.name  # English first, where there is English
        assert ZoneInfo(publisher.time_zone).key == publisher.time_zone
        assert (publisher.side is not None) == (publisher.kind in STATE_KINDS), publisher.name
        for name in (publisher.name, *publisher.aliases):
            assert publishers.of_name(name) == publisher, name
        for domain in publisher.domains:
            assert publishers.of_url(f"https://www.{domain}/a") == publisher, domain
        for feed in publisher.feeds:
            assert publishers.of_url(feed) == publisher, feed


def test_the_government_domains_cover_the_world() -> None:
    suffixes, labels = _government()
    assert len({country for country, _ in suffixes.values()}) >= 150
    assert {kind for _, kind in suffixes.values()} | set(labels.values()) <= set(KINDS)
    assert {"mfa", "mofa", "president", "presidency", "presidencia", "parliament", "parlamento", "senate"} <= set(labels)
    publishers = load_publishers()
    for suffix, (country, _) in suffixes.items():
        found = publishers.of_url(f"https://some-town.{suffix}/")
        assert found is not None and (found.country, found.side) == (country, country), suffix
        assert publishers.of_url(f"https://{suffix}.example.com/") is None
        assert publishers.of_url(f"https://not{suffix}/") is None or suffix.count(".") == 2, suffix


def test_the_state_press_speaks_for_the_country_of_its_government_domain() -> None:
    suffixes, _ = _government()
    for publisher in load_publishers():
        for domain in publisher.domains:
            for suffix, (country, _) in suffixes.items():
                if domain == suffix or domain.endswith(f".{suffix}"):
                    assert publisher.country == country, (publisher.name, domain)


def test_a_host_is_plain() -> None:
    assert host_of("https://User@EXAMPLE.org.:8080/a?b#c") == "example.org"
    assert host_of("http://bücher.example/") == "xn--bcher-kva.example"
    assert host_of("http://example.org:notaport/") == "example.org"


def test_loading_is_quick() -> None:
    times = []
    for _ in range(10):
        built_in_publishers.cache_clear()
        started = time.perf_counter()
        load_publishers()
        times.append(time.perf_counter() - started)
    assert min(times) < 0.015
