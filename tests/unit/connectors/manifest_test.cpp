#include "connectors/manifest.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

TEST(Manifests, NameOnlyInputsThatThereAre) {
  core::Findings findings;
  EXPECT_EQ(Manifest::load(R"(connector: acme
operations:
  create_order:
    input: { type: object, properties: { sku: { type: string } } }
    request: { method: POST, path: "/orders/${input.sku}", json: { sku: "${input.?skuu}" } }
)",
                           "acme.yaml", findings),
            nullptr);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().message, "there is no input \"skuu\"");
  EXPECT_EQ(findings.front().hint, "did you mean \"sku\"?");
}

TEST(Manifests, SayWhatTheirPagesAndLimitsLack) {
  const auto first_of = [](const std::string& lines) {
    core::Findings findings;
    Manifest::load("connector: acme\noperations:\n  list:\n" + lines, "acme.yaml", findings);
    return findings.empty() ? std::string() : findings.front().message;
  };
  const std::string input = "    input: { type: object, properties: { next: { type: string } } }\n";
  const std::string request =
      "    request: { path: /things, query: { after: \"${input.?next}\" } }\n";
  const std::string output = "    output: { items: \"${body.items}\", next: \"${body.?next}\" }\n";
  const std::string pages = "    pages: { list: items }\n";
  EXPECT_EQ(first_of(input + request + output + pages), "");
  EXPECT_EQ(first_of("    request: { path: /things }\n" + output + pages),
            "an operation with pages has the input \"next\"");
  EXPECT_EQ(first_of(input + request + "    output: { next: \"${body.?next}\" }\n" + pages),
            "the output of an operation with pages has \"items\"");
  EXPECT_EQ(first_of(input +
                     "    request: { method: POST, path: /things, json: { after: "
                     "\"${input.?next}\" } }\n" +
                     output + pages),
            "an operation with pages only reads: say \"repeatable\"");
  const auto of_rule = [&](const std::string& rule) {
    return first_of("    request: { path: /things }\n    errors: [{ " + rule + " }]\n");
  };
  EXPECT_EQ(of_rule("status: 429, kind: throttled, scope: operation"), "");
  EXPECT_EQ(of_rule("status: 429, kind: throttled, scope: \"${input.channel}\""), "");
  EXPECT_EQ(of_rule("status: 429, kind: throttled, scope: channel"),
            "\"scope\" is connection, operation or an expression, not \"channel\"");
  EXPECT_EQ(of_rule("status: 400, kind: permanent, scope: operation"),
            "only what is \"throttled\" has a \"scope\"");
}

TEST(Manifests, AddTheInputAllToOperationsWithPages) {
  core::Findings findings;
  const auto manifest = Manifest::load(R"(connector: acme
operations:
  list:
    input: { type: object, additionalProperties: false, properties: { next: { type: string } } }
    request: { path: /things, query: { after: "${input.?next}" } }
    output: { items: "${body.items}", next: "${body.?next}" }
    pages: { list: items }
)",
                                       "acme.yaml", findings);
  ASSERT_TRUE(manifest);
  const auto& operation = manifest->operations.at("list");
  EXPECT_FALSE(operation.input.misfit({{"all", true}}));
  EXPECT_TRUE(operation.input.misfit({{"all", "yes"}}));
  EXPECT_EQ(operation.declared.output_types.at("truncated"), "boolean");
}

// The first finding about a manifest: its rule, its line, its message and its hint.
std::string first_finding(const std::string& manifest) {
  core::Findings findings;
  Manifest::load(manifest, "acme.yaml", findings);
  if (findings.empty()) return {};
  const auto& first = findings.front();
  return first.rule + " " + std::to_string(first.at.line) + ": " + first.message + "; " +
         first.hint;
}

// What a vendor's documentation or another tool writes is found when the manifest is read, and not
// by an answer that means nothing.
TEST(Manifests, SayWhatWasMeantWhereOtherToolsWriteItInAnotherWay) {
  const auto of_get = [](const std::string& request, const std::string& more = {}) {
    return first_finding(
        "connector: acme\noperations:\n  get:\n"
        "    input: { type: object, properties: { id: { type: string } } }\n    request: { " +
        request + " }\n" + more);
  };
  EXPECT_EQ(of_get("path: \"/things/${input.id}:run\""), "");
  EXPECT_EQ(of_get("path: \"/things/{id}\""),
            "config/path 5: \"{id}\" is sent as it stands: no input takes its place; an input is "
            "written as ${input.id}");
  EXPECT_EQ(of_get("path: \"/things/:id/label\""),
            "config/path 5: \":id\" is sent as it stands: no input takes its place; an input is "
            "written as ${input.id}");
  EXPECT_EQ(of_get("path: things"),
            "config/path 5: a path begins with /, got \"things\"; write /things");
  EXPECT_EQ(of_get("path: \"https://acme.example/things\""),
            "config/path 5: a path begins with /, got \"https://acme.example/things\"; the address "
            "of the vendor stands in `base_url`, and the path is below it");
  EXPECT_EQ(of_get("path: /things, method: post"),
            "config/enum 5: \"method\" is GET, POST, PUT, PATCH or DELETE, not \"post\"; write "
            "POST");
  EXPECT_EQ(of_get("method: POST, path: /things, json: { a: {} }, merge: { a.b: \"${input}\" }"),
            "config/pointer 5: expected a JSON pointer, which begins with /, got \"a.b\"; write "
            "/a/b");
  const auto of_output = [&](const std::string& text) {
    return of_get("path: /things", "    output: { id: \"" + text + "\" }\n");
  };
  EXPECT_EQ(of_output("${body.id}"), "");
  EXPECT_EQ(of_output("a thing"), "");
  EXPECT_EQ(of_output("body of the thing"), "");
  for (const auto* text : {"body.thing.id", "$.thing.id", "{{ body.thing.id }}"})
    EXPECT_EQ(of_output(text), std::string("cel/braces 6: \"") + text +
                                   "\" is a text and no expression: it has no ${}; write: "
                                   "${body.thing.id}");
}

TEST(Manifests, SayWhenAWaitIsNoWait) {
  const auto of_wait = [](const std::string& wait) {
    return first_finding(
        "connector: acme\nerrors: [ { status: 429, kind: throttled, retry_after: " + wait +
        " } ]\noperations: { get: { request: { path: /things } } }\n");
  };
  for (const auto* wait : {"30s", "3", "\"${headers['x-reset']}\""}) EXPECT_EQ(of_wait(wait), "");
  EXPECT_EQ(of_wait("soon"),
            "config/duration 2: \"retry_after\": expected how long to wait, got \"soon\"; "
            "write 30s or 2m, or an expression such as ${headers['x-reset']}");
}

TEST(Manifests, SayWhenALookCannotTellOneActionFromAnother) {
  const auto of_find = [](const std::string& find) {
    return first_finding(
        "connector: acme\noperations:\n  make:\n"
        "    input: { type: object, properties: { name: { type: string } } }\n"
        "    request: { method: POST, path: /things, json: { ref: \"${key}\" } }\n"
        "    idempotency:\n      find: { " +
        find + " }\n");
  };
  EXPECT_EQ(
      of_find("request: { path: /things, query: { ref: \"${key}\" } }, found: size(body) > 0"), "");
  EXPECT_EQ(of_find("request: { path: /things }, found: \"body.exists(t, t.name == input.name)\""),
            "");
  EXPECT_EQ(of_find("request: { path: /things }, found: size(body) > 0"),
            "config/find 7: \"find\" cannot tell one action from another: neither its request nor "
            "\"found\" reads `key` or `input`; send ${key} with the request of the operation, and "
            "look for it");
}

TEST(Manifests, SayWhatAPollAsksForAndCannotGet) {
  const auto of_poll = [](const std::string& keys) {
    return first_finding(
        "connector: acme\noperations:\n  list:\n"
        "    input: { type: object, properties: { since: { type: string } } }\n"
        "    request: { path: /things, query: { since: \"${input.?since}\" } }\n"
        "    output: { items: \"${body.items}\" }\n"
        "polls:\n  things:\n    operation: list\n    records: items\n" +
        keys +
        "    decode: [ { body: json, each: \"${body}\", events: [ { type: thing.changed, id: "
        "\"${item.id}\" } ] } ]\n");
  };
  const std::string watermark = "    watermark: ${item.at}\n";
  EXPECT_EQ(of_poll(watermark + "    with: { since: \"${since}\" }\n"), "");
  EXPECT_EQ(of_poll(watermark + "    with: { sinc: \"${since}\" }\n"),
            "ref/unknown-input 12: the operation has no input \"sinc\"; did you mean \"since\"?");
  EXPECT_EQ(of_poll("    watermark: item.at\n"),
            "config/poll 11: \"watermark\" is the same for each record: it reads nothing of "
            "`item`; write the time of a record, as ${item.updated_at}");
}

// Header fields of a success are read, and searched for secrets, only where something names them.
TEST(Manifests, KnowWhetherASuccessIsToldByItsHeaders) {
  const auto reads = [](const std::string& lines) {
    core::Findings findings;
    const auto manifest = Manifest::load(
        "connector: acme\nerrors:\n"
        "  - { status: 429, kind: throttled, retry_after: \"${headers['x-reset']}\" }\n"
        "operations:\n  list:\n    request: { path: /things }\n" +
            lines,
        "acme.yaml", findings);
    return manifest->operations.at("list").reads_headers;
  };
  EXPECT_FALSE(reads(""));
  EXPECT_FALSE(reads("    output: { id: \"${body.id}\" }\n"));
  EXPECT_FALSE(
      reads("    errors: [{ status: 4xx, kind: permanent, code: \"${headers.code}\" }]\n"));
  EXPECT_TRUE(reads("    output: { n: \"${body.id}\", next: \"${headers[?'link']}\" }\n"));
  EXPECT_TRUE(reads("    errors: [{ status: 207, kind: permanent, code: \"${headers.code}\" }]\n"));
  EXPECT_TRUE(
      reads("    errors: [{ status: [2xx, 500], kind: permanent, when: has(headers.code) }]\n"));
  EXPECT_TRUE(
      reads("    success: [200, 404]\n    errors: [{ status: 4xx, kind: done, when: "
            "has(headers.code) }]\n"));
}

// Each transport has operations of its own kind, and nothing of the other's.
TEST(Manifests, AreOfOneTransport) {
  const auto rule_of = [](const std::string& lines) {
    core::Findings findings;
    Manifest::load("connector: acme\n" + lines, "acme.yaml", findings);
    return findings.empty() ? std::string() : findings.front().rule;
  };
  const std::string mail = "operations: { send: { mail: { to: \"${input.?to}\" } } }\n";
  EXPECT_EQ(rule_of("transport: smtp\nbase_url: smtp://mail.example.com\n" + mail), "");
  EXPECT_EQ(rule_of("transport: smpt\n"), "config/enum");
  EXPECT_EQ(rule_of(mail), "config/transport");
  EXPECT_EQ(rule_of("transport: smtp\noperations: { get: { request: { path: /x } } }\n"),
            "config/transport");
  EXPECT_EQ(rule_of("transport: smtp\nauth: [{ kind: bearer }]\n" + mail), "config/transport");
  EXPECT_EQ(rule_of("transport: smtp\nanswer_headers: [x-a]\n" + mail), "config/transport");
  EXPECT_EQ(rule_of("transport: smtp\nbase_url: https://mail.example.com\n" + mail), "config/url");
  EXPECT_EQ(rule_of("transport: smtp\noperations: { send: { mail: { tou: a } } }\n"),
            "config/unknown-key");
  EXPECT_EQ(rule_of("transport: smtp\noperations: { send: { mail: { to: a }, success: 200 } }\n"),
            "config/unknown-key");
}

// The test of a connection must not change anything at the vendor.
TEST(Manifests, TryAConnectionByReadingOnly) {
  const auto rule_of = [](const std::string& lines) {
    core::Findings findings;
    Manifest::load("connector: acme\n" + lines, "acme.yaml", findings);
    return findings.empty() ? std::string() : findings.front().rule;
  };
  EXPECT_EQ(rule_of("test: { request: { path: /me } }\n"), "");
  EXPECT_EQ(rule_of("test: { request: { path: /me }, scopes: \"${headers.scopes}\" }\n"), "");
  EXPECT_EQ(rule_of("test: { request: { method: POST, path: /me } }\n"), "config/enum");
  EXPECT_EQ(rule_of("test: { success: 200 }\n"), "config/missing-key");
  EXPECT_EQ(rule_of("test: { request: { path: /me }, output: {} }\n"), "config/unknown-key");
  EXPECT_EQ(rule_of("transport: smtp\ntest: { request: { path: /me } }\n"), "config/transport");
}

TEST(Manifests, SendNothingTwiceByMailUnlessTheySaySo) {
  core::Findings findings;
  const auto manifest = Manifest::load(
      "connector: acme\ntransport: smtp\noperations:\n"
      "  once: { mail: { to: a } }\n"
      "  twice: { mail: { to: a }, idempotency: { repeatable: true } }\n",
      "acme.yaml", findings);
  ASSERT_TRUE(manifest) << findings.front().message;
  EXPECT_FALSE(manifest->operations.at("once").safe_to_repeat());
  EXPECT_TRUE(manifest->operations.at("twice").safe_to_repeat());
}

TEST(Manifests, SayAllOfADecision) {
  core::Findings findings;
  EXPECT_EQ(Manifest::load("connector: acme\nwebhook:\n  decode:\n    - body: json\n      events:\n"
                           "        - { type: x, decision: { approval: \"${body.a}\" } }\n",
                           "acme.yaml", findings),
            nullptr);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings.front().message, "\"hash\" is missing");
}

TEST(Manifests, HaveNoSlipsInTheirSchemas) {
  const auto first_of = [](const std::string& input) {
    core::Findings findings;
    Manifest::load("connector: acme\noperations:\n  make:\n    input: " + input +
                       "\n    request: { method: POST, path: /things }\n",
                   "acme.yaml", findings);
    return findings.empty() ? std::string()
                            : findings.front().message + "; " + findings.front().hint;
  };
  EXPECT_EQ(first_of("{ type: object, properties: { sku: { type: text } } }"),
            "there is no type \"text\" in a JSON Schema; did you mean \"string\"?");
  EXPECT_EQ(first_of("{ type: object, properties: { n: { type: integer, minimun: 1 } } }"),
            "there is no keyword \"minimun\" in a JSON Schema; did you mean \"minimum\"?");
  EXPECT_EQ(first_of("{ type: object, required: [skuu], properties: { sku: { type: string } } }"),
            "\"skuu\" is required, and is none of the properties; did you mean \"sku\"?");
  EXPECT_EQ(first_of("{ type: array, items: { type: int } }"),
            "there is no type \"int\" in a JSON Schema; did you mean \"integer\"?");
  const auto of_name = [&](const std::string& property) {
    return first_of("{ type: object, properties: { name: { " + property + " } } }");
  };
  EXPECT_EQ(of_name("type: string, format: emial"),
            "there is no format \"emial\"; did you mean \"email\"?");
  for (const auto* bad : {"type: string, pattern: \"[\"",
                          "type: string, pattern: \"(?=x)\"",
                          "type: string, pattern: 5",
                          "enum: a",
                          "enum: []",
                          "enum: { a: 1 }",
                          "type: string, maxLength: \"5\"",
                          "type: string, maxLength: -1",
                          "type: string, minLength: 1.5",
                          "type: string, format: hostname",
                          "oneOf: [{ type: string }]",
                          "anyOf: []",
                          "allOf: []",
                          "not: {}",
                          "$ref: \"#/x\"",
                          "type: number, multipleOf: 0",
                          "type: object, patternProperties: {}",
                          "type: object, additionalProperties: no",
                          "type: object, additionalProperties: \"false\"",
                          "type: object, properties: [a]",
                          "type: object, properties: { a: string }",
                          "type: object, required: a",
                          "type: object, required: [1]",
                          "type: array, items: string",
                          "type: array, uniqueItems: yes",
                          "type: integer, minimum: \"1\"",
                          "type: integer, minimum: 5, maximum: 1",
                          "type: integer, exclusiveMinimum: 1, maximum: 1",
                          "type: string, minLength: 5, maxLength: 4",
                          "type: integer, maxLength: 5",
                          "type: string, minimum: 5",
                          "type: []",
                          "type: 5",
                          "type: string, readOnly: 1",
                          "description: 5"})
    EXPECT_NE(of_name(bad), "") << bad;
  for (const auto* good :
       {"type: string, pattern: \"^[A-Z]+$\", minLength: 1, maxLength: 1", "enum: [a, 1, null]",
        "const: a", "type: integer, multipleOf: 5", "type: number, minimum: 1, maximum: 1",
        "type: [string, integer], minimum: 1, format: uuid", "type: object, minProperties: 1",
        "type: array, items: {}, uniqueItems: true",
        "default: 5, examples: [5], deprecated: true, $comment: x"})
    EXPECT_EQ(of_name(good), "") << good;
  for (const auto* fine : {"{ type: object, required: [other], properties: { sku: { type: [string, "
                           "\"null\"], x-note: 1 } } }",
                           "{ type: object, additionalProperties: { type: string, description: x "
                           "}, properties: { type: { type: string } } }"})
    EXPECT_EQ(first_of(fine), "") << fine;
}

}  // namespace
}  // namespace baton::connectors
