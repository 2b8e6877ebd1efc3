// Runs the CEL conformance cases of the files, or the folders of files, named on the command line
// (tests/data/cel/README.md describes them). One line for each case that fails, "N passed, N
// failed" at the end; with
// --summary also the counts of each file. Exits 0 when some passed and none failed.

#include "baton/cel/expression.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/json.hpp"
#include "cel/ast.hpp"
#include "cel/moments.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

using baton::cel::CompileOptions;
using baton::cel::Expression;
using baton::cel::Scope;
using baton::cel::Value;
using baton::core::Findings;
using baton::core::Json;
using Kind = Value::Kind;

class ParsedBindings final : public baton::cel::Bindings {
 public:
  std::map<std::string, Value, std::less<>> values;
  std::optional<Value> find(std::string_view name) const override {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  }
};

Value read_value(const Json& json) {
  const auto& kind = json.begin().key();
  const auto& body = json.begin().value();
  if (kind == "bool") return Value::boolean(body.get<bool>());
  if (kind == "int") return Value::integer(std::stoll(body.get<std::string>()));
  if (kind == "uint") return Value::unsigned_integer(std::stoull(body.get<std::string>()));
  if (kind == "double")
    return Value::floating(std::strtod(body.get<std::string>().c_str(), nullptr));
  if (kind == "string") return Value::string(body.get<std::string>());
  if (kind == "timestamp") return baton::cel::parse_timestamp(body.get<std::string>());
  if (kind == "duration") return baton::cel::parse_duration_text(body.get<std::string>());
  if (kind == "type") return Value::type(body.get<std::string>());
  if (kind == "bytes") {
    return Value::bytes(
        baton::core::from_base64(body.get<std::string>(), baton::core::Base64::lenient).value());
  }
  if (kind == "list") {
    Value::List items;
    for (const auto& item : body) items.push_back(read_value(item));
    return Value::list(std::move(items));
  }
  if (kind == "map") {
    Value::Entries entries;
    for (const auto& entry : body) entries.emplace_back(read_value(entry[0]), read_value(entry[1]));
    return Value::map(std::move(entries));
  }
  return {};
}

// Equal, of the same type all the way down.
bool same(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  if (left.is(Kind::floating) && std::isnan(left.as_double())) return std::isnan(right.as_double());
  if (!left.is(Kind::list) && !left.is(Kind::map)) return left.equals(right);
  if (left.size() != right.size()) return false;
  if (left.is(Kind::list)) {
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!same(left.at(i), right.at(i))) return false;
    }
    return true;
  }
  bool equal = true;
  left.for_each([&](const Value& key, const Value& value) {
    bool found = false;
    right.for_each([&](const Value& other_key, const Value& other) {
      found = found || (same(key, other_key) && same(value, other));
      return !found;
    });
    equal = equal && found;
    return equal;
  });
  return equal;
}

std::string without_space(const std::string& text) {
  std::string out;
  for (const char symbol : text) {
    if (symbol != ' ' && symbol != '\n' && symbol != '\t') out += symbol;
  }
  return out;
}

std::string first_message(const Findings& findings) {
  if (findings.empty()) return "nothing";
  const auto& first = findings.front();
  return std::to_string(first.at.line) + ":" + std::to_string(first.at.column) + " " +
         first.message;
}

// Errors must come, the first of them where the case has its first.
std::string compare_errors(const Findings& findings, const Json& expect) {
  if (!baton::core::has_errors(findings)) return "expected an error, got none";
  if (!expect.contains("errors") || expect["errors"].empty()) return {};
  const auto& first = expect["errors"][0];
  const auto& at = findings.front().at;
  if (at.line == first["line"].get<std::size_t>() &&
      at.column == first["column"].get<std::size_t>())
    return {};
  return "expected the error at " + first["line"].dump() + ":" + first["column"].dump() + ", got " +
         first_message(findings);
}

std::string run_parse(const Json& test) {
  const auto text = test["expr"].get<std::string>();
  const auto& expect = test["expect"];
  Findings findings;
  const auto syntax = baton::cel::parse(text, findings);
  if (expect["parse"] == "error") return compare_errors(findings, expect);
  if (baton::core::has_errors(findings)) return "does not parse: " + first_message(findings);
  const auto tree = baton::cel::ast_text(*syntax.root);
  if (!expect.contains("ast") ||
      without_space(tree) == without_space(expect["ast"].get<std::string>()))
    return {};
  return "expected the tree " + without_space(expect["ast"].get<std::string>()) + ", got " +
         without_space(tree);
}

Scope read_scope(const Json& test) {
  Scope scope;
  if (test.contains("container")) scope.container = test["container"].get<std::string>();
  if (test.contains("bindings")) {
    for (const auto& [name, value] : test["bindings"].items())
      scope.declare(name, baton::cel::dyn());
  }
  if (test.contains("env")) {
    for (const auto& [name, type] : test["env"].items())
      scope.declare(name, baton::cel::parse_type(type.get<std::string>()).value());
  }
  return scope;
}

std::string run_value(const Json& test, const Expression& expression) {
  ParsedBindings names;
  if (test.contains("bindings")) {
    for (const auto& [name, value] : test["bindings"].items())
      names.values[name] = read_value(value);
  }
  const auto evaluation = expression.evaluate(names);
  if (test["expect"].contains("error"))
    return evaluation.value ? "expected an error, got " + evaluation.value->literal()
                            : std::string();
  if (!evaluation.value) return "failed: " + evaluation.value.error().text();
  const auto expected = read_value(test["expect"]["value"]);
  if (same(*evaluation.value, expected)) return {};
  return "expected " + test["expect"]["value"].dump() + ", got " +
         std::string(evaluation.value->type_name()) + " " + evaluation.value->literal();
}

// Empty when the case passes, else what went wrong.
std::string run_case(const Json& test) {
  const auto& expect = test["expect"];
  if (expect.contains("parse")) return run_parse(test);
  const auto scope = read_scope(test);
  CompileOptions options;
  options.strict = true;
  options.check = test.value("check", true);
  const auto compiled = Expression::compile(test["expr"].get<std::string>(), &scope, options);
  if (expect.value("check", "") == "error") return compare_errors(compiled.findings, expect);
  if (!compiled.expression)
    return expect.contains("error") ? std::string()
                                    : "does not compile: " + first_message(compiled.findings);
  if (expect.contains("type") && without_space(compiled.expression->type().text()) !=
                                     without_space(expect["type"].get<std::string>())) {
    return "expected the type " + expect["type"].get<std::string>() + ", got " +
           compiled.expression->type().text();
  }
  return expect.contains("value") || expect.contains("error")
             ? run_value(test, *compiled.expression)
             : std::string();
}

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

Count run_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const auto cases = Json::parse(in, nullptr, false);
  Count count;
  if (!cases.is_array()) {
    std::printf("%s: expected a JSON array of cases\n", path.c_str());
    return {0, 1};
  }
  for (const auto& test : cases) {
    const auto wrong = run_case(test);
    wrong.empty() ? ++count.passed : ++count.failed;
    if (wrong.empty()) continue;
    std::printf("%s %s %s: %s: %s\n", test["file"].get<std::string>().c_str(),
                test["section"].get<std::string>().c_str(), test["name"].get<std::string>().c_str(),
                test["expr"].dump().c_str(), wrong.c_str());
  }
  return count;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  bool summary = false;
  Count total;
  for (const auto& argument : arguments) {
    if (argument == "--summary") {
      summary = true;
      continue;
    }
    for (const auto& file : files_in(argument)) {
      const auto count = run_file(file.string());
      total.passed += count.passed;
      total.failed += count.failed;
      if (summary)
        std::printf("%s: %zu of %zu\n", file.c_str(), count.passed, count.passed + count.failed);
    }
  }
  std::printf("%zu passed, %zu failed\n", total.passed, total.failed);
  return total.failed == 0 && total.passed > 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "error: %s\n", error.what());
  return 2;
}
