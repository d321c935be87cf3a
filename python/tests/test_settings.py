"""Settings: arguments over environment over file, all by the names of samestory.toml."""

import pytest

import samestory

TEXT = " ".join(f"word{n}" for n in range(100))
# Six tenths of the words are the text's, in order.
LIKE = " ".join([f"word{n}" for n in range(60)] + [f"own{n}" for n in range(40)])
ROWS = [{"id": "a", "text": TEXT}, {"id": "b", "text": LIKE}]


def copies(**options) -> int:
    return samestory.dedup(ROWS, progress=False, **options).counts["copies"]


def test_arguments_are_tables_of_settings():
    assert copies() == 1
    assert copies(dedup={"containment": 0.9}) == 0


def test_a_file_counts_and_arguments_are_stronger(tmp_path):
    file = tmp_path / "samestory.toml"
    file.write_text("[dedup]\ncontainment = 0.9\n")
    assert copies(config=file) == 0
    assert copies(config=str(file), dedup={"containment": 0.5}) == 1


def test_the_environment_counts_between_them(tmp_path, monkeypatch):
    file = tmp_path / "samestory.toml"
    file.write_text("[dedup]\ncontainment = 0.5\n")
    monkeypatch.setenv("SAMESTORY_DEDUP_CONTAINMENT", "0.9")
    assert copies(config=file) == 0
    assert copies(config=file, dedup={"containment": 0.5}) == 1
    monkeypatch.delenv("SAMESTORY_DEDUP_CONTAINMENT")
    file.write_text("[dedup]\ncontainment = 0.9\n")
    monkeypatch.setenv("SAMESTORY_CONFIG", str(file))
    assert copies() == 0


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"colour": {"red": 1}}, "colour"),
        ({"dedup": {"nearr": 0.5}}, "nearr"),
        ({"dedup": {"near": "much"}}, "dedup"),
        ({"dedup": {"near": 7}}, "dedup.near"),
        ({"dedup": 0.5}, "dedup"),
        ({"read": {"from": "someday"}}, "read.from"),
        ({"read": {"sample": 0}}, "sample"),
        ({"fields": {"kopf": "colour"}}, "colour"),
        ({"fields": {"kopf": "title", "haupt": "title"}}, "haupt"),
        ({"threads": 0}, "threads"),
    ],
)
def test_what_cannot_be_is_a_value_error_that_names_it(settings, named):
    with pytest.raises(ValueError, match=named) as error:
        samestory.dedup(ROWS, progress=False, **settings)
    assert isinstance(error.value, samestory.SettingError) and error.value.reason


def test_a_file_with_a_fault_is_named_with_the_line(tmp_path):
    file = tmp_path / "samestory.toml"
    file.write_text("[dedup]\ncolour = 1\n")
    with pytest.raises(samestory.SettingError, match="line 2") as error:
        copies(config=file)
    assert str(file) in str(error.value)
    with pytest.raises(FileNotFoundError):
        copies(config=tmp_path / "none.toml")


def test_filters_are_settings_too():
    rows = [
        {"title": "One", "date": "2023-09-01", "source": "A"},
        {"title": "Two", "date": "2023-09-03", "source": "B"},
    ]
    found = samestory.cluster(rows, progress=False, read={"from": "2023-09-02", "source": ["b"]})
    assert found.to_pyarrow()["title"].to_pylist() == ["Two"]


def test_a_run_tells_its_settings():
    result = samestory.run(ROWS, progress=False, dedup={"near": 0.55}, facts={"singles": True})
    settings = result.run_info["settings"]
    assert settings["dedup"]["near"] == 0.55 and settings["facts"]["singles"] is True
