import bilat


def test_all_is_sorted_and_holds_every_public_name() -> None:
    assert bilat.__all__ == sorted(bilat.__all__)
    modules = {"api", "cli", "errors", "reading", "record", "scale", "sources", "statistics", "views", "vocabulary", "web"}
    public = {name for name in vars(bilat) if not name.startswith("_")} - modules | {"__version__"}
    assert public == set(bilat.__all__)


def test_every_error_has_the_one_base() -> None:
    from bilat import errors

    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(found) > 5
    assert all(issubclass(error, bilat.BilatError) for error in found)
    assert {error.__name__ for error in found} <= set(bilat.__all__)
    tree = errors.__doc__ or ""
    assert all(error.__name__ in tree for error in found)
