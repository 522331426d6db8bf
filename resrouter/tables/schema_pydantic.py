"""What a pydantic model has against data. Imported only for a schema that is one: pydantic is an extra."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast, get_args

from pydantic import AliasChoices, AliasPath, BaseModel, ValidationError
from pydantic.fields import FieldInfo

from resrouter.tables.schema import Problem

Models = tuple[type[BaseModel], ...]


def model_problems(schema: type[object], data: Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything that the model refuses in the data."""
    model = cast("type[BaseModel]", schema)  # the caller has asked for its bases by name
    try:
        model.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return tuple(_problem(model, fault["type"], fault["loc"], fault["msg"]) for fault in faults)
    return ()


def _problem(model: type[BaseModel], kind: str, location: tuple[int | str, ...], message: str) -> Problem:
    keys = tuple(map(str, location))
    if kind != "extra_forbidden":
        return Problem(keys, message)
    owners = _models_at((model,), location[:-1])
    return Problem(keys, "unknown key", tuple(key for owner in owners for key in _fields(owner)))


def _models_at(models: Models, location: Iterable[int | str]) -> Models:
    """The models that may stand at a location; an index, a key of a dict and a tag of a union lead to the same ones."""
    for step in location:
        fields = [field for model in models for key, field in _fields(model).items() if key == step]
        if fields:
            models = tuple(inner for field in fields for inner in _models_in(field.annotation))
    return models


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields by the keys that data may give for them."""
    config = model.model_config
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    fields: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        aliases = list(_aliases(field.validation_alias))
        fields |= dict.fromkeys([name] if by_name or not aliases else [], field) | dict.fromkeys(aliases, field)
    return fields


def _aliases(alias: str | AliasPath | AliasChoices | None) -> Iterator[str]:
    match alias:
        case str():
            yield alias
        case AliasPath():
            yield str(alias.path[0])
        case AliasChoices():
            for choice in alias.choices:
                yield from _aliases(choice)
        case _:
            return
