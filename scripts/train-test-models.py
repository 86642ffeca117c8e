"""Trains the boosted trees that test/decide/trees.pure.test.ts compares with: python3 scripts/train-test-models.py

Needs XGBoost 1.7 and NumPy (Debian 12: apt-get install python3-xgboost python3-numpy). Writes
test/decide/models/NAME.jsonl: a first line with the body of PUT /v1/models/{name}, its dumps as XGBoost wrote them;
then a line for each input, with the values that are not missing and what XGBoost predicts.
"""

import json
import pathlib
import tempfile

import numpy
import xgboost

FOLDER = pathlib.Path(__file__).parent.parent / "test" / "decide" / "models"
ROWS = 3_000
INPUTS = 200


def main():
    FOLDER.mkdir(exist_ok=True)
    random = numpy.random.default_rng(20)

    # As a producer would: features by name, two parts, defaults for what the training data always had.
    names = ["item.likes", "edge.strength", "type.openRate", "hoursSinceLastOpen", "fact.reputation"]
    rows, opened = training_rows(random, len(names), missing=[0, 0, 0.1, 0.4, 0.3])
    disabled = (rows[:, 0] + random.normal(size=ROWS) > 2).astype(int)
    write_model(
        random,
        "named",
        rows,
        names,
        {
            "open": train(rows, opened, names, rounds=20, max_depth=3, base_score=0.2),
            "disable": train(rows, disabled, names, rounds=15, max_depth=1, base_score=0.01),
        },
        defaults={"item.likes": 0.25, "edge.strength": -0.5},
    )

    # Without names; much is missing.
    rows, opened = training_rows(random, 4, missing=[0.3, 0.3, 0.3, 0.3])
    write_model(random, "deep", rows, [], {"open": train(rows, opened, [], rounds=3, max_depth=7, tree_method="hist")})

    # Pruned, so that the dump has nodes that are no longer part of a tree; several trees a round.
    rows, opened = training_rows(random, 3, missing=[0, 0.2, 0.2])
    names = ["constructor", "fact.é", "a b"]
    shape = {"max_depth": 5, "gamma": 6, "tree_method": "exact", "num_parallel_tree": 2, "subsample": 0.7}
    write_model(random, "pruned", rows, names, {"open": train(rows, opened, names, rounds=4, base_score=0.9, **shape)})


def training_rows(random, features, missing):
    rows = random.normal(size=(ROWS, features)).astype(numpy.float32)
    score = rows[:, 0] * rows[:, 1] + numpy.sin(2 * rows[:, 2]) + 0.5 * rows[:, -1]
    opened = (score + random.normal(size=ROWS) > 0.5).astype(int)
    rows[random.random(rows.shape) < numpy.array(missing)] = numpy.nan
    return rows, opened


def train(rows, labels, names, rounds, **parameters):
    parameters = {"objective": "binary:logistic", "seed": 7, "nthread": 1, **parameters}
    return xgboost.train(parameters, matrix_of(rows, names, labels), rounds)


def matrix_of(rows, names, labels=None):
    return xgboost.DMatrix(rows, labels, feature_names=names or None)


def write_model(random, name, rows, names, parts, defaults=None):
    dumps = {part: dump_of(booster) for part, booster in parts.items()}
    inputs = inputs_of(random, rows, dumps.values())
    columns = names or [f"f{index}" for index in range(inputs.shape[1])]
    filled = inputs.copy()
    for column, value in (defaults or {}).items():
        at = columns.index(column)
        filled[numpy.isnan(filled[:, at]), at] = value
    expected = {
        part: booster.predict(matrix_of(filled.astype(numpy.float32), names)) for part, booster in parts.items()
    }
    # As they were written, not as this would write them.
    bodies = [f'"{part}":{dump}' for part, dump in dumps.items()]
    first = ",".join(['{"kind":"trees"', *bodies, f'"defaults":{json.dumps(defaults or {})}}}'])
    lines = [
        json.dumps(
            {
                "values": {column: float(value) for column, value in zip(columns, row) if not numpy.isnan(value)},
                **{part: float(str(predicted[index])) for part, predicted in expected.items()},
            },
            ensure_ascii=False,
        )
        for index, row in enumerate(inputs)
    ]
    (FOLDER / f"{name}.jsonl").write_text("\n".join([first, *lines]) + "\n")


def inputs_of(random, rows, dumps):
    """Like the rows, each value missing once in four; a third of them just at or just below a threshold."""
    inputs = numpy.round(random.normal(size=(INPUTS, rows.shape[1])), 3)
    trees = [tree for dump in dumps for tree in json.loads(dump)["learner"]["gradient_booster"]["model"]["trees"]]
    for tree in trees:
        for feature, threshold, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]):
            if left < 0 or random.random() < 0.5:
                continue
            # Rounded to a float32 it is the threshold itself, and no longer less.
            exact = float(numpy.float32(threshold))
            inputs[random.integers(INPUTS // 3), feature] = exact - abs(exact) * random.choice([0, 1e-10, 1e-3])
    inputs[random.random(inputs.shape) < 0.25] = numpy.nan
    return inputs


def dump_of(booster):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "model.json"
        booster.save_model(file)
        return file.read_text()


main()
