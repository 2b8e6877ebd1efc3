#include "check.hpp"

namespace baton::templates {

namespace {

core::Operations operations() {
  core::Operations operations;
  operations["asana"]["create_project"].input_schema = core::Json::parse(R"({
    "type": "object", "additionalProperties": false, "required": ["name"],
    "properties": {
      "name": {"type": "string"}, "notes": {"type": "string"}, "size": {"type": ["integer", "null"]},
      "state": {"enum": ["open", "closed"]},
      "owner": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
      "tags": {"type": "array", "items": {"type": "string"}}}})");
  operations["asana"]["create_task"];
  operations["shop"]["get"];
  return operations;
}

std::vector<std::string> found_in(std::string_view step) {
  const auto known = operations();
  return found("workflow: a\nsteps:\n  b:\n" + std::string(step), &known);
}

}  // namespace

TEST(Operations, AreThoseOfTheConnections) {
  const auto known = operations();
  const auto connection =
      only("\nworkflow: a\nsteps: { b: { do: asna.create_project } }\n", &known);
  EXPECT_EQ(connection.rule, "ref/unknown-connection");
  EXPECT_EQ(connection.at, (core::Position{2, 19}));
  EXPECT_EQ(connection.hint, "did you mean \"asana\"?");
  const auto operation = only("\nworkflow: a\nsteps: { b: { do: asana.create_projct } }\n", &known);
  EXPECT_EQ(operation.rule, "ref/unknown-operation");
  EXPECT_EQ(operation.at, (core::Position{2, 25}));
  EXPECT_EQ(operation.hint, "did you mean \"create_project\"?");
}

TEST(Operations, AreNotAskedForWithoutConnections) {
  EXPECT_THAT(found("workflow: a\nsteps: { b: { do: asna.create_project } }\n"), IsEmpty());
}

TEST(Operations, NameTheirPathThemselves) {
  EXPECT_THAT(found_in("    do: shop.get\n    with: { path: \"${'/a'}\" }\n"),
              ElementsAre("5:19 type/path"));
  EXPECT_THAT(found_in("    do: shop.get\n    with: { path: \"/${'a'}\" }\n"), IsEmpty());
}

TEST(Operations, NeedTheirInputs) {
  EXPECT_THAT(found_in("    do: asana.create_project\n"),
              ElementsAre("4:5 type/missing-operation-input"));
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { notes: x }\n"),
              ElementsAre("5:5 type/missing-operation-input"));
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: x, owner: {} }\n"),
              ElementsAre("5:22 type/missing-operation-input"));
}

TEST(Operations, TakeNoOtherInputs) {
  const auto known = operations();
  const auto finding = only(
      "\nworkflow: a\nsteps:\n  b:\n    do: asana.create_project\n    with: { name: x, note: y }\n",
      &known);
  EXPECT_EQ(finding.rule, "ref/unknown-operation-input");
  EXPECT_EQ(finding.at, (core::Position{5, 22}));
  EXPECT_EQ(finding.message, "\"asana.create_project\" has no input \"note\"");
  EXPECT_EQ(finding.hint, "did you mean \"notes\"?");
}

TEST(Operations, HoldLiteralsToTheTypesOfTheirInputs) {
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: 5, size: big, state: opn, "
                       "tags: [a, 1] }\n"),
              ElementsAre("5:19 type/operation-input", "5:28 type/operation-input",
                          "5:40 type/choice", "5:55 type/operation-input"));
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: x, size: 3, state: open, "
                       "tags: [a], owner: { id: z } }\n"),
              IsEmpty());
}

TEST(Operations, LeaveExpressionsToTheRun) {
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: \"${run.id}\", size: \"${1 "
                       "+ 1}\", owner: \"${trigger.data}\" }\n"),
              IsEmpty());
  EXPECT_THAT(
      found_in("    do: asana.create_project\n    with: { name: x, size: \"about ${1 + 1}\" }\n"),
      ElementsAre("5:28 type/operation-input"));
}

TEST(Operations, HoldLiteralsToTheBoundsOfTheirInputs) {
  core::Operations known;
  known["acme"]["order"].input_schema = core::Json::parse(R"({"type": "object", "properties": {
    "qty": {"type": "integer", "minimum": 1, "maximum": 10}, "rate": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "mail": {"type": "string", "format": "email"}, "day": {"type": "string", "format": "date"}, "page": {"type": "string", "format": "uri"},
    "code": {"type": "string", "pattern": "^[A-Z]{2}$"}, "name": {"type": "string", "minLength": 2, "maxLength": 3},
    "tags": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string", "minLength": 1}}, "kind": {"const": "x"},
    "step": {"type": "integer", "multipleOf": 5}}})");
  const auto of = [&](std::string_view with) {
    std::vector<std::string> rules;
    for (const auto& finding : findings_of(
             "workflow: a\nsteps: { b: { do: acme.order, with: { " + std::string(with) + " } } }\n",
             &known))
      rules.push_back(finding.rule);
    return rules;
  };
  for (const auto* with : {"qty: 0", "qty: 11", "rate: 0", "rate: 1", "name: a", "name: abcd",
                           "tags: []", "tags: [a, b, c]", "tags: [\"\"]", "step: 7"})
    EXPECT_THAT(of(with), ElementsAre("limit/range")) << with;
  for (const auto* with : {"mail: nobody", "mail: a@b", "mail: \"a b@c.de\"", "day: 2026-13-01",
                           "day: soon", "page: example.com", "code: abc"})
    EXPECT_THAT(of(with), ElementsAre("type/format")) << with;
  EXPECT_THAT(of("kind: y"), ElementsAre("type/choice"));
  EXPECT_THAT(of("qty: 1, rate: 0.5, mail: a@b.de, day: 2026-12-01, page: \"https://a.example/b\", "
                 "code: AB, name: äöü, tags: "
                 "[a], kind: x, step: 10.0"),
              IsEmpty());
}

TEST(Operations, HoldExpressionsToTheTypesOfTheirInputs) {
  const auto known = operations();
  const auto finding = only(R"(
workflow: a
inputs: { big: { type: boolean, default: false } }
steps: { b: { do: asana.create_project, with: { name: "${inputs.big}" } } }
)",
                            &known);
  EXPECT_EQ(finding.rule, "type/operation-input");
  EXPECT_EQ(finding.at, (core::Position{3, 55}));
  EXPECT_EQ(finding.message,
            "\"asana.create_project\", \"name\": expected the type string, got an expression of "
            "the type boolean");
  EXPECT_EQ(finding.hint, "write ${string(…)}");
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: x, size: "
                       "\"${trigger.data.name + 'x'}\", tags: \"${run.id}\" }\n"),
              ElementsAre("5:28 type/operation-input", "5:64 type/operation-input"));
  EXPECT_THAT(found_in("    do: asana.create_project\n    with: { name: \"${run.id}\", size: "
                       "\"${steps.size() + 1}\", tags: "
                       "\"${trigger.data.tags}\" }\n"),
              IsEmpty());
}

TEST(Operations, WithoutASchemaTakeAnything) {
  EXPECT_THAT(found_in("    do: asana.create_task\n    with: { any: [1] }\n"), IsEmpty());
}

}  // namespace baton::templates
